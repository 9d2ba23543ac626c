using System.Collections.Immutable;
using FfiIsolation.Abi;

namespace FfiIsolation.Cli.Explaining;

/// <summary>All that a prototype says about a call, without making one.</summary>
internal sealed record CallExplanation
{
    private const int WordSize = 8;

    public required Prototype Prototype { get; init; }

    public required ImmutableArray<ExplainedArgument> Arguments { get; init; }

    public required ExplainedPlace Result { get; init; }

    /// <summary>Bytes of arguments on the stack, the shadow space of the Microsoft convention included.</summary>
    public required int StackBytes { get; init; }

    public required int StackAlignment { get; init; }

    /// <summary>What the caller of a variadic function puts into al: the number of vector registers with arguments. Null where nothing is wanted there.</summary>
    public required int? VectorCount { get; init; }

    public required IReadOnlyList<RecordType> Records { get; init; }

    public required IReadOnlyList<Check> Before { get; init; }

    public required IReadOnlyList<Check> After { get; init; }

    public bool IsMicrosoft => Prototype.Convention == CallConvention.Microsoft;

    /// <param name="extra">The types of the arguments behind the dots, as they are written.</param>
    /// <exception cref="ArgumentException">The function is not variadic, or such a type is not passed by value.</exception>
    public static CallExplanation Of(Prototype prototype, ImmutableArray<CType> extra)
    {
        CallLayout layout = CallLayout.Of(prototype, extra);
        ImmutableArray<CType> promoted = VariadicArguments.Promote(prototype, extra, DataModel.Lp64);
        CType[] types = [.. prototype.Parameters.Select(parameter => parameter.Type), .. promoted];
        return new CallExplanation
        {
            Prototype = prototype,
            Arguments = [.. types.Select((type, index) => new ExplainedArgument(
                index + 1,
                index < prototype.Parameters.Length ? prototype.Parameters[index].Name : null,
                Declaration(prototype, extra, promoted, index),
                type,
                PlaceReader.OfArgument(layout.Arguments[index], type, prototype.Convention)))],
            Result = PlaceReader.OfResult(layout.Result, prototype.ReturnType, prototype.Convention),
            StackBytes = layout.StackWords * WordSize,
            StackAlignment = layout.StackAlignment,
            VectorCount = prototype.IsVariadic && prototype.Convention == CallConvention.SystemV ? layout.VectorRegisters : null,
            Records = RecordsOf.Call(types.Prepend(prototype.ReturnType)),
            Before = [.. ChecksBefore.Of(prototype, layout)],
            After = [.. ChecksAfter.Of(prototype, layout)],
        };
    }

    private static string Declaration(Prototype prototype, ImmutableArray<CType> extra, ImmutableArray<CType> promoted, int index)
    {
        if (index < prototype.Parameters.Length)
        {
            return prototype.Parameters[index].ToString();
        }

        int behind = index - prototype.Parameters.Length;
        return extra[behind] == promoted[behind] ? extra[behind].ToString() : $"{extra[behind]} as {promoted[behind]}";
    }
}
