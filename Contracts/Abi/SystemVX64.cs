using System.Collections.Immutable;

namespace FfiIsolation.Abi;

/// <summary>The calling convention of Linux on x86-64: "System V Application Binary Interface, AMD64 Architecture Processor Supplement", 3.2.3.
/// Pure: the same prototype always has the same layout.</summary>
internal static class SystemVX64
{
    /// <summary>rdi, rsi, rdx, rcx, r8, r9.</summary>
    public const int IntegerRegisterCount = 6;

    /// <summary>xmm0 to xmm7.</summary>
    public const int VectorRegisterCount = 8;

    /// <summary>"The end of the input argument area shall be aligned on a 16 byte boundary" (3.2.2).</summary>
    public const int DefaultStackAlignment = 16;

    private const int WordSize = 8;

    private enum ArgumentClass
    {
        Integer,
        Vector,
        Memory,
    }

    public static CallLayout Layout(Prototype prototype)
    {
        ImmutableArray<Parameter> parameters = prototype.Parameters;
        var places = ImmutableArray.CreateBuilder<ArgumentPlace>(parameters.Length);
        int integers = 0;
        int vectors = 0;
        int words = 0;
        foreach (Parameter parameter in parameters)
        {
            CType type = parameter.Type;
            switch (Classify(type))
            {
                case ArgumentClass.Integer when integers < IntegerRegisterCount:
                    places.Add(new IntegerRegisterPlace(integers++));
                    break;
                case ArgumentClass.Vector when vectors < VectorRegisterCount:
                    places.Add(new VectorRegisterPlace(vectors++));
                    break;
                default:
                    int wordAlignment = Math.Max(1, type.Alignment / WordSize);
                    int wordCount = (type.Size + WordSize - 1) / WordSize;
                    words = (words + wordAlignment - 1) / wordAlignment * wordAlignment;
                    places.Add(new StackPlace(words, wordCount));
                    words += wordCount;
                    break;
            }
        }

        return new CallLayout(places.MoveToImmutable(), ResultOf(prototype.ReturnType), integers, vectors, words, DefaultStackAlignment);
    }

    private static ArgumentClass Classify(CType type) => type switch
    {
        BooleanType or IntegerType or PointerType => ArgumentClass.Integer,
        FloatingType { Kind: FloatingKind.Float or FloatingKind.Double } => ArgumentClass.Vector,

        // Classes X87 and X87UP: "the argument is passed in memory", although it comes back in a register.
        FloatingType { Kind: FloatingKind.LongDouble } => ArgumentClass.Memory,
        _ => throw Unclassified(type),
    };

    private static ResultPlace ResultOf(CType type) => type switch
    {
        VoidType => NoResult.Instance,
        BooleanType => new IntegerResult(type.Size, IsSigned: false),
        IntegerType integer => new IntegerResult(integer.Size, integer.IsSigned),
        PointerType => new IntegerResult(type.Size, IsSigned: false),
        FloatingType { Kind: FloatingKind.Float or FloatingKind.Double } => new VectorResult(type.Size),
        FloatingType { Kind: FloatingKind.LongDouble } => X87Result.Instance,
        _ => throw Unclassified(type),
    };

    // The parser refuses such types, so this is a new kind of type that was not taught to this convention.
    private static InvalidOperationException Unclassified(CType type) =>
        new($"The type '{type}' has no place in the System V x86-64 calling convention.");
}
