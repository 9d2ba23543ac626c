// Where in the window lies what a call gave: in its result, piece by piece as the convention has it, or behind one of its pointers.
using FfiIsolation.Abi;
using FfiIsolation.Calls;
using FfiIsolation.Calls.Writers;
using FfiIsolation.Images;

namespace FfiIsolation.Lists;

internal static class LinkSource
{
    private const int LongDoubleBytes = 10;

    /// <summary>The pieces of the value; the place of each is its offset in the window.</summary>
    /// <param name="result">Where the call's result record lies.</param>
    /// <param name="registers">Where its registers lie, if it has any.</param>
    public static ValuePiece[] PiecesOf(CallLink link, long result, long registers)
    {
        PreparedCall part = link.Source.Part;
        int size = link.Type.Size;
        return link.Argument is { } argument ? [new((int)OffsetOf(part, argument) + (link.Element * size), 0, size)] : part.Shape.Layout.Result switch
        {
            MemoryResult => [new((int)OffsetOf(part, PreparedBlock.OfResult), 0, size)],
            X87Result => [new((int)registers + ListLayout.RegistersSt0, 0, LongDoubleBytes)],
            ComplexX87Result =>
                [new((int)registers + ListLayout.RegistersSt0, 0, LongDoubleBytes), new((int)registers + ListLayout.RegistersSt1, size / 2, LongDoubleBytes)],
            SplitResult split => [.. split.Pieces.Select(piece => new ValuePiece((int)registers + RegisterOf(piece), piece.Offset, piece.Size))],
            _ => [new((int)result, 0, size)],
        };
    }

    /// <summary>What goes from where to where, for values that lie in pieces on both sides: the place of each is where it comes from, the offset where it goes.</summary>
    public static IEnumerable<ValuePiece> Meet(ValuePiece[] from, ValuePiece[] to)
    {
        foreach (ValuePiece target in to)
        {
            foreach (ValuePiece source in from)
            {
                int begin = Math.Max(source.Offset, target.Offset), end = Math.Min(source.Offset + source.Size, target.Offset + target.Size);
                if (begin < end)
                {
                    yield return new ValuePiece(source.Place + begin - source.Offset, target.Place + begin - target.Offset, end - begin);
                }
            }
        }
    }

    /// <summary>Where the block of an argument lies.</summary>
    public static long OffsetOf(PreparedCall part, int parameter)
    {
        foreach (PreparedBlock block in part.Blocks)
        {
            if (block.Parameter == parameter)
            {
                return block.Offset;
            }
        }

        throw new InvalidOperationException($"{part.Function.Prototype.Name} has no memory there.");
    }

    private static int RegisterOf(RegisterPiece piece) => (piece.File, piece.Register) switch
    {
        (RegisterFile.Integer, 0) => ListLayout.RegistersRax,
        (RegisterFile.Integer, _) => ListLayout.RegistersRdx,
        (_, 0) => ListLayout.RegistersXmm0,
        _ => ListLayout.RegistersXmm1,
    };
}
