using System.Collections.Immutable;
using FfiIsolation.Abi;
using FfiIsolation.Calls;

namespace FfiIsolation.Cli.Explaining;

/// <summary>Says where a calling convention puts things.</summary>
internal static class PlaceReader
{
    private const int WordSize = 8;

    public static ExplainedPlace OfArgument(ArgumentPlace place, CType type, CallConvention convention)
    {
        switch (place)
        {
            case IntegerRegisterPlace register:
                string name = RegisterNames.Argument(convention, register.Register);
                return new(Extended(name, type), [new PlacePiece(name, 0, type.Size)]);
            case VectorRegisterPlace register:
                return new(LowPart(RegisterNames.Vector(register.Register), type.Size), [new PlacePiece(RegisterNames.Vector(register.Register), 0, type.Size)]);
            case TwinRegisterPlace twin:
                string vector = RegisterNames.Vector(twin.Register), integer = RegisterNames.Argument(convention, twin.Register);
                return new($"{vector}, and the same bits in {integer}", [new PlacePiece(vector, 0, type.Size), new PlacePiece(integer, 0, type.Size)]);
            case StackPlace stack:
                return new($"the stack, {Count(type.Size)} at {StackAddress(stack)}", [new PlacePiece(StackAddress(stack), 0, type.Size)]);
            case ReferencePlace reference:
                ExplainedPlace pointer = reference.Pointer is StackPlace slot
                    ? new($"{Count(WordSize)} at {StackAddress(slot)}", [new PlacePiece(StackAddress(slot), 0, WordSize)])
                    : OfArgument(reference.Pointer, DataModel.Lp64.PointerTo(type, TypeQualifiers.None), convention);
                return new($"{pointer.Words}: the address of a copy of its {Count(reference.Size)}, aligned to {reference.Alignment}", pointer.Pieces, new PointedMemory(reference.Size, reference.Alignment));
            case SplitPlace split:
                return OfPieces(split.Pieces.Select(piece => (RegisterNames.Argument(convention, piece), piece)));
            default:
                throw new NotSupportedException($"There is no word for {place}.");
        }
    }

    public static ExplainedPlace OfResult(ResultPlace place, CType type, CallConvention convention)
    {
        switch (place)
        {
            case NoResult:
                return new("nothing", []);
            case IntegerResult result:
                return new(RegisterNames.Low("rax", result.Size), [new PlacePiece("rax", 0, result.Size)]);
            case VectorResult result:
                return new(LowPart("xmm0", result.Size), [new PlacePiece("xmm0", 0, result.Size)]);
            case X87Result:
                return new("st0, on top of the x87 stack, 10 bytes", [new PlacePiece("st0", 0, 10)]);
            case ComplexX87Result:
                return new("st0 (real part) and st1 (imaginary part), on the x87 stack", [new PlacePiece("st0", 0, 10), new PlacePiece("st1", type.Size / 2, 10)]);
            case MemoryResult result:
                string register = RegisterNames.Argument(convention, result.Register);
                return new(
                    $"memory of the caller, {Count(result.Size)} aligned to {result.Alignment}: its address goes in as a hidden first argument in {register} and comes back in rax",
                    [new PlacePiece(register, 0, WordSize)],
                    new PointedMemory(result.Size, result.Alignment));
            case SplitResult split:
                return OfPieces(split.Pieces.Select(piece => (RegisterNames.Result(piece), piece)));
            default:
                throw new NotSupportedException($"There is no word for {place}.");
        }
    }

    public static string Count(long bytes) => FormattableString.Invariant($"{bytes:N0} byte{(bytes == 1 ? "" : "s")}");

    private static ExplainedPlace OfPieces(IEnumerable<(string Register, RegisterPiece Piece)> pieces)
    {
        ImmutableArray<PlacePiece> all = [.. pieces.Select(one => new PlacePiece(one.Register, one.Piece.Offset, one.Piece.Size))];
        string words = all.Length switch
        {
            0 => "nowhere: it has no bytes that count",
            1 when all[0].Offset == 0 => $"{all[0].In}, {(all[0].Size is WordSize or 2 * WordSize ? "" : "the low ")}{Count(all[0].Size)}",
            _ => string.Join(", ", all.Select(piece => $"bytes {piece.Offset} to {piece.Offset + piece.Size - 1} in {piece.In}")),
        };
        return new(words, all);
    }

    // Both compilers extend to 32 bits at least; this library's images to all 64.
    private static string Extended(string register, CType type) => type.Size == WordSize
        ? register
        : $"{RegisterNames.Low(register, type.Size)}, {(IsSigned(type) ? "sign" : "zero")}-extended to {register}";

    private static bool IsSigned(CType type) => type is IntegerType { IsSigned: true } or EnumType { UnderlyingType.IsSigned: true };

    private static string LowPart(string register, int size) => size == WordSize ? register : size == 2 * WordSize ? $"{register}, all {Count(size)}" : $"{register}, the low {Count(size)}";

    private static string StackAddress(StackPlace place) => FormattableString.Invariant($"rsp+{place.Word * WordSize}");
}
