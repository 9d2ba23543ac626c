using System.Collections.Immutable;

namespace FfiIsolation.Abi;

/// <summary>Where everything of one call goes: made once for each prototype, then read for every call. Immutable.</summary>
internal sealed class CallLayout
{
    public CallLayout(ImmutableArray<ArgumentPlace> arguments, ResultPlace result, int integerRegisters, int vectorRegisters, int stackWords, int stackAlignment)
    {
        Arguments = arguments;
        Result = result;
        IntegerRegisters = integerRegisters;
        VectorRegisters = vectorRegisters;
        StackWords = stackWords;
        StackAlignment = stackAlignment;
    }

    /// <summary>The layout of a call by the prototype's own convention.</summary>
    public static CallLayout Of(Prototype prototype) => Of(prototype, VariadicArguments.None);

    /// <summary>The same with arguments behind the <c>...</c>.</summary>
    /// <param name="extra">Their types, before C's default promotions.</param>
    /// <exception cref="ArgumentException">The prototype takes no more arguments, there are too many, or one is of a type that cannot be passed by value.</exception>
    public static CallLayout Of(Prototype prototype, ImmutableArray<CType> extra)
    {
        ImmutableArray<CType> promoted = VariadicArguments.Promote(prototype, extra, DataModel.Lp64);
        return Of(prototype.Type, promoted);
    }

    /// <summary>The layout of a call through a pointer to a function of this type; of a variadic one, of the arguments that it names.</summary>
    public static CallLayout Of(FunctionType type) => Of(type, VariadicArguments.None);

    private static CallLayout Of(FunctionType type, ImmutableArray<CType> promoted) =>
        type.Convention == CallConvention.Microsoft ? MicrosoftX64.Layout(type, promoted) : SystemVX64.Layout(type, promoted);

    /// <summary>The place of each parameter, in the order of the prototype, then of each argument behind the <c>...</c>.</summary>
    public ImmutableArray<ArgumentPlace> Arguments { get; }

    /// <summary>The place of the result.</summary>
    public ResultPlace Result { get; }

    /// <summary>How many integer registers hold arguments, the hidden address of the result included; the others can carry tell-tale values.</summary>
    public int IntegerRegisters { get; }

    /// <summary>How many vector registers hold arguments. A variadic function wants this number in al.</summary>
    public int VectorRegisters { get; }

    /// <summary>Words of 8 bytes in the argument area of the stack, padding words between arguments included (and the four shadow words of the
    /// Microsoft convention), none behind the last.</summary>
    public int StackWords { get; }

    /// <summary>Alignment of the argument area, in bytes: 16, more only where an argument needs it.</summary>
    public int StackAlignment { get; }
}
