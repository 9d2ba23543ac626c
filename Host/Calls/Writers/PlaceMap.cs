// From the places of a calling convention to offsets in a call image.
using FfiIsolation.Abi;
using FfiIsolation.Images;

namespace FfiIsolation.Calls.Writers;

internal static class PlaceMap
{
    /// <summary>Where an argument of one word lies; of a register twin the vector register.</summary>
    public static int WordOf(ArgumentPlace place) => place switch
    {
        IntegerRegisterPlace register => CallImageWriter.Integer(register.Register),
        VectorRegisterPlace register => CallImageWriter.Vector(register.Register),
        TwinRegisterPlace twin => CallImageWriter.Vector(twin.Register),
        StackPlace stack => CallImageWriter.StackWord(stack.Word),
        _ => throw new InvalidOperationException($"{place} is not one word."),
    };

    /// <summary>Where the parts of a larger value lie.</summary>
    public static ValuePiece[] PiecesOf(ArgumentPlace place, int size) =>
        place is SplitPlace split
            ? [.. split.Pieces.Select(piece => new ValuePiece(OffsetOf(piece), piece.Offset, piece.Size))]
            : [new ValuePiece(WordOf(place), 0, size)];

    /// <summary>Whether it needs more than the low 8 bytes of a vector register.</summary>
    public static bool IsWide(ArgumentPlace place) =>
        place is SplitPlace split && split.Pieces.Any(piece => piece is { File: RegisterFile.Vector, Size: > sizeof(ulong) });

    private static int OffsetOf(RegisterPiece piece) =>
        piece.File == RegisterFile.Integer ? CallImageWriter.Integer(piece.Register) : CallImageWriter.Vector(piece.Register);
}
