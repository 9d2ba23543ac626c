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

    /// <summary>The layout of a call that gives an argument for each parameter and no more.</summary>
    public static CallLayout Layout(Prototype prototype) => Layout(prototype.Type, VariadicArguments.None);

    /// <summary>The layout of a call of a variadic function.</summary>
    /// <param name="extra">The types of the arguments behind the parameters, already promoted: see <see cref="VariadicArguments.Promote(Prototype, ImmutableArray{CType}, DataModel)"/>.</param>
    public static CallLayout Layout(FunctionType type, ImmutableArray<CType> extra)
    {
        ResultPlace result = ResultOf(type.ReturnType);
        var used = new RegisterUse { Integers = result is MemoryResult ? 1 : 0 };
        var places = ImmutableArray.CreateBuilder<ArgumentPlace>(type.Parameters.Length + extra.Length);
        foreach (CType argument in type.Parameters.Select(parameter => parameter.Type).Concat(extra))
        {
            places.Add(PlaceOf(argument, used));
        }

        return new CallLayout(places.MoveToImmutable(), result, used.Integers, used.Vectors, used.Words, used.StackAlignment);
    }

    private static ArgumentPlace PlaceOf(CType type, RegisterUse used)
    {
        EightbyteClass[]? classes = SystemVClassifier.Classify(type);
        int integers = classes is null ? 0 : classes.Count(one => one == EightbyteClass.Integer);
        int vectors = classes is null ? 0 : classes.Count(one => one == EightbyteClass.Sse);

        // Classes X87, X87UP and COMPLEX_X87: "the argument is passed in memory", although it comes back in a register.
        // "If there are no registers available for any eightbyte of an argument, the whole argument is passed on the stack."
        if (classes is null || Array.Exists(classes, one => one is EightbyteClass.X87 or EightbyteClass.ComplexX87)
            || used.Integers + integers > IntegerRegisterCount || used.Vectors + vectors > VectorRegisterCount)
        {
            return EmptyRecords.IsEmpty(type) ? new SplitPlace([]) : OnStack(type, used);
        }

        ArgumentPlace place = type switch
        {
            BooleanType or EnumType or PointerType or IntegerType { Size: <= WordSize } => new IntegerRegisterPlace(used.Integers),
            FloatingType => new VectorRegisterPlace(used.Vectors),
            _ => new SplitPlace(Pieces(classes, type.Size, used.Integers, used.Vectors)),
        };
        used.Integers += integers;
        used.Vectors += vectors;
        return place;
    }

    private static StackPlace OnStack(CType type, RegisterUse used)
    {
        // The alignment of the type itself: what a typedef's "aligned" adds does not count (GCC: TYPE_MAIN_VARIANT).
        int alignment = Math.Max(WordSize, type.NaturalAlignment);
        int wordAlignment = alignment / WordSize;
        int first = (used.Words + wordAlignment - 1) / wordAlignment * wordAlignment;
        int count = (type.Size + WordSize - 1) / WordSize;
        used.Words = first + count;
        used.StackAlignment = Math.Max(used.StackAlignment, alignment);
        return new StackPlace(first, count);
    }

    private static ImmutableArray<RegisterPiece> Pieces(EightbyteClass[] classes, int size, int integers, int vectors)
    {
        var pieces = ImmutableArray.CreateBuilder<RegisterPiece>();
        for (int i = 0; i < classes.Length; i++)
        {
            int offset = i * WordSize;
            bool isWide = i + 1 < classes.Length && classes[i + 1] == EightbyteClass.SseUp;
            int length = Math.Min(isWide ? 2 * WordSize : WordSize, size - offset);
            switch (classes[i])
            {
                case EightbyteClass.Integer:
                    pieces.Add(new RegisterPiece(offset, length, RegisterFile.Integer, integers++));
                    break;
                case EightbyteClass.Sse:
                    pieces.Add(new RegisterPiece(offset, length, RegisterFile.Vector, vectors++));
                    break;
            }
        }

        return pieces.ToImmutable();
    }

    private static ResultPlace ResultOf(CType type)
    {
        switch (type)
        {
            case VoidType:
                return NoResult.Instance;
            case RecordType when EmptyRecords.IsEmpty(type):
                // However large, no address of memory for it is passed.
                return new SplitResult([]);
            case BooleanType or PointerType:
                return new IntegerResult(type.Size, IsSigned: false);
            case IntegerType { Size: <= WordSize } integer:
                return new IntegerResult(integer.Size, integer.IsSigned);
            case EnumType named:
                return new IntegerResult(named.Size, named.UnderlyingType.IsSigned);
            case FloatingType { Kind: not FloatingKind.LongDouble }:
                return new VectorResult(type.Size);
        }

        // "If the class is MEMORY, then the caller provides space for the return value and passes the address of this storage in %rdi."
        return SystemVClassifier.Classify(type) switch
        {
            null => new MemoryResult(type.Size, type.NaturalAlignment, 0),
            [EightbyteClass.X87, ..] => X87Result.Instance,
            [EightbyteClass.ComplexX87] => ComplexX87Result.Instance,
            { } classes => new SplitResult(Pieces(classes, type.Size, 0, 0)),
        };
    }

    /// <summary>What the arguments so far have taken.</summary>
    private sealed class RegisterUse
    {
        public int Integers { get; set; }

        public int Vectors { get; set; }

        public int Words { get; set; }

        public int StackAlignment { get; set; } = DefaultStackAlignment;
    }
}
