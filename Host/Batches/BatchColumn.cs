using FfiIsolation.Abi;
using FfiIsolation.Calls.Writers;
using FfiIsolation.Images;

namespace FfiIsolation.Batches;

/// <summary>A column of one batch: what gives an argument for each row, or takes its result.</summary>
/// <param name="Parameter">The index of the parameter; -1 for the result.</param>
internal sealed record BatchColumn(int Parameter, ColumnData Data, ColumnPiece[] Arguments, ColumnPiece[] Results, BlockDirection Direction)
{
    private const int MaxAlignment = 16;

    public int Alignment => Math.Min(MaxAlignment, Data.ElementSize & -Data.ElementSize);

    public static BatchColumn OfParameter(int index, Parameter parameter, ArgumentPlace place, ColumnData data)
    {
        ColumnPiece[] pieces = parameter.Type switch
        {
            PointerType => [Address(PlaceMap.WordOf(place))],
            IntegerType { Size: <= sizeof(ulong) } integer => [Word(place, integer.Size, integer.IsSigned)],
            EnumType named => [Word(place, named.Size, named.UnderlyingType.IsSigned)],
            BooleanType => [Word(place, sizeof(bool), false)],
            FloatingType { Size: <= sizeof(ulong) } floating => [Word(place, floating.Size, false)],
            _ when place is ReferencePlace reference => [Address(PlaceMap.WordOf(reference.Pointer))],
            CType type => [.. PlaceMap.PiecesOf(place, type.Size).Select(piece => new ColumnPiece(piece.Place, piece.Offset, piece.Size, ColumnKind.Bytes))],
        };
        return new BatchColumn(index, data, pieces, [], data.IsWritable ? BlockDirection.InOut : BlockDirection.In);
    }

    public static BatchColumn OfResult(ResultPlace place, int size, ColumnData data)
    {
        const int longDouble = 10;
        ColumnPiece[] results = place switch
        {
            IntegerResult => [From(CallImageLayout.Rax, 0, size)],
            VectorResult => [From(CallImageLayout.Xmm0, 0, size)],
            X87Result => [From(CallImageLayout.St0, 0, longDouble)],
            ComplexX87Result => [From(CallImageLayout.St0, 0, longDouble), From(CallImageLayout.St1, size / 2, longDouble)],
            SplitResult split => [.. split.Pieces.Select(piece => From(RegisterOf(piece), piece.Offset, piece.Size))],
            _ => [],
        };
        ColumnPiece[] arguments = place is MemoryResult memory ? [Address(CallImageWriter.Integer(memory.Register))] : [];
        return new BatchColumn(-1, data, arguments, results, BlockDirection.Out);
    }

    private static ColumnPiece Word(ArgumentPlace place, int size, bool isSigned) =>
        new(PlaceMap.WordOf(place), 0, size, isSigned ? ColumnKind.Signed : ColumnKind.Unsigned);

    private static ColumnPiece Address(int place) => new(place, 0, sizeof(ulong), ColumnKind.Address);

    private static ColumnPiece From(int register, int offset, int size) => new(register, offset, size, ColumnKind.Bytes);

    private static int RegisterOf(RegisterPiece piece) => (piece.File, piece.Register) switch
    {
        (RegisterFile.Integer, 0) => CallImageLayout.Rax,
        (RegisterFile.Integer, _) => CallImageLayout.Rdx,
        (_, 0) => CallImageLayout.Xmm0,
        _ => CallImageLayout.Xmm1,
    };
}
