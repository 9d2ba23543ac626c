using System.Collections.Immutable;

namespace FfiIsolation.Abi;

/// <summary>The calling convention of Windows on x86-64, as GCC compiles it on Linux for <c>__attribute__((ms_abi))</c>: "x64 calling convention" and "x64 ABI
/// conventions" of the Visual C++ documentation, and GCC's i386.cc (function_arg_ms_64, function_value_ms_64) for types that Visual C++ does not have.</summary>
internal static class MicrosoftX64
{
    /// <summary>rcx, rdx, r8, r9, or xmm0 to xmm3: the n-th argument has the n-th register of one kind.</summary>
    public const int RegisterCount = 4;

    /// <summary>"The caller must always allocate sufficient space to store four register parameters."</summary>
    public const int ShadowWords = 4;

    private const int WordSize = 8;
    private const int StackAlignment = 16;

    /// <summary>The layout of a call that gives an argument for each parameter and no more.</summary>
    public static CallLayout Layout(Prototype prototype) => Layout(prototype.Type, VariadicArguments.None);

    /// <summary>The layout of a call of a variadic function.</summary>
    /// <param name="extra">The types of the arguments behind the parameters, already promoted: see <see cref="VariadicArguments.Promote(Prototype, ImmutableArray{CType}, DataModel)"/>.</param>
    public static CallLayout Layout(FunctionType type, ImmutableArray<CType> extra)
    {
        ResultPlace result = ResultOf(type.ReturnType);
        int slot = result is MemoryResult ? 1 : 0;
        var places = ImmutableArray.CreateBuilder<ArgumentPlace>(type.Parameters.Length + extra.Length);
        for (int i = 0; i < places.Capacity; i++)
        {
            bool isNamed = i < type.Parameters.Length;
            ArgumentPlace place = PlaceOf(isNamed ? type.Parameters[i].Type : extra[i - type.Parameters.Length], slot, isNamed);
            places.Add(place);
            slot += place is SplitPlace { Pieces.IsEmpty: true } ? 0 : 1;
        }

        // A slot takes its register of both kinds, so the same number of each is in use.
        int registers = Math.Min(slot, RegisterCount);
        return new CallLayout(places.MoveToImmutable(), result, registers, registers, Math.Max(slot, ShadowWords), StackAlignment);
    }

    private static ArgumentPlace PlaceOf(CType type, int slot, bool isNamed)
    {
        bool isOnStack = slot >= RegisterCount;
        if (type.Size is not (1 or 2 or 4 or WordSize))
        {
            ArgumentPlace pointer = isOnStack ? new StackPlace(slot, 1) : new IntegerRegisterPlace(slot);
            return new ReferencePlace(pointer, type.Size, Math.Max(StackAlignment, type.NaturalAlignment));
        }

        return type switch
        {
            FloatingType { Kind: FloatingKind.Half } => throw HalfIsUnsettled(),
            _ when isOnStack && EmptyRecords.IsEmpty(type) => new SplitPlace([]),
            _ when isOnStack => new StackPlace(slot, 1),
            FloatingType => isNamed ? new VectorRegisterPlace(slot) : new TwinRegisterPlace(slot),
            RecordType or ComplexType => new SplitPlace([new RegisterPiece(0, type.Size, RegisterFile.Integer, slot)]),
            _ => new IntegerRegisterPlace(slot),
        };
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
            case EnumType named:
                return new IntegerResult(named.Size, named.UnderlyingType.IsSigned);
            case IntegerType { Size: <= WordSize } integer:
                return new IntegerResult(integer.Size, integer.IsSigned);
            case IntegerType:
                return new SplitResult([new RegisterPiece(0, type.Size, RegisterFile.Vector, 0)]);
            case FloatingType { Kind: FloatingKind.Half }:
                throw HalfIsUnsettled();
            case FloatingType { Size: <= WordSize }:
                return new VectorResult(type.Size);
        }

        return type.Size is 1 or 2 or 4 or WordSize
            ? new SplitResult([new RegisterPiece(0, type.Size, RegisterFile.Integer, 0)])
            : new MemoryResult(type.Size, type.NaturalAlignment, 0);
    }

    // GCC 12 passes it in an integer register, Clang in a vector register. The parser refuses it.
    private static InvalidOperationException HalfIsUnsettled() => new("Compilers disagree about _Float16 in the Microsoft x64 calling convention.");
}
