using System.Collections.Immutable;

namespace FfiIsolation.Abi;

/// <summary>The arguments behind the <c>...</c> of a variadic function.</summary>
internal static class VariadicArguments
{
    public static ImmutableArray<CType> None => ImmutableArray<CType>.Empty;

    /// <summary>The types after C's default argument promotions (C17 6.5.2.2p6): float becomes double; bool, char, short and the enums of their size become int.
    /// <c>_Float16</c> stays (GCC: only float is promoted).</summary>
    /// <exception cref="ArgumentException">The function takes no more arguments, there are too many, or one is of a type that cannot be passed by value.</exception>
    public static ImmutableArray<CType> Promote(Prototype prototype, ImmutableArray<CType> types, DataModel model)
    {
        if (types.Length > 0 && !prototype.IsVariadic)
        {
            throw new ArgumentException($"{prototype.Name} is not variadic: it takes {prototype.Parameters.Length} arguments.", nameof(types));
        }

        if (prototype.Parameters.Length + types.Length > PrototypeLimits.MaximumArguments)
        {
            throw new ArgumentException($"More than {PrototypeLimits.MaximumArguments} arguments.", nameof(types));
        }

        return types.Select(type => Promote(type, model)).ToImmutableArray();
    }

    private static CType Promote(CType type, DataModel model) => type switch
    {
        BooleanType or IntegerType { Size: < sizeof(int) } => model.Integer(IntegerKind.Int),
        EnumType { Size: < sizeof(int) } => model.Integer(IntegerKind.Int),
        EnumType named => named.UnderlyingType,
        FloatingType { Kind: FloatingKind.Float } => model.Double,
        ArrayType or FunctionType or VoidType => throw NotByValue(type),
        _ => type.IsComplete ? type : throw NotByValue(type),
    };

    private static ArgumentException NotByValue(CType type) => new($"An argument cannot be of type '{type}'.");
}
