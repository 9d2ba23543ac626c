// The memory of a list in the window: that of its results first, then one block for each argument that needs one. A buffer that several calls are
// given is one block for all of them: what one writes, the next reads.
using FfiIsolation.Calls;
using FfiIsolation.Calls.Writers;
using FfiIsolation.Images;

namespace FfiIsolation.Lists;

internal sealed class ListMemory
{
    private const int Alignment = 16;

    private readonly List<Piece> _pieces = [];
    private readonly List<(ListedCall Call, PreparedBlock Block, Piece Piece)> _uses = [];

    /// <summary>Gives everything its place, in the blocks of the calls too.</summary>
    /// <param name="resultsLength">The size of the results, in bytes.</param>
    /// <param name="textBytes">The size of the area for text, in bytes.</param>
    /// <param name="window">What is taken already, by the calls within whose callbacks the list runs.</param>
    /// <exception cref="ArgumentException">It is too much.</exception>
    public ListMemory(ListedCall[] calls, int resultsLength, int textBytes, WindowAllocator window)
    {
        Merge(calls);
        Results = Place(ref window, resultsLength, Alignment, "the results of a list are together too large");
        foreach (ListedCall call in calls)
        {
            call.Part.ClearBlocks();
        }

        foreach (Piece piece in _pieces)
        {
            piece.Offset = Place(ref window, piece.Length, piece.Alignment, "the buffers of a list are together too large or too many");
        }

        foreach ((ListedCall call, PreparedBlock block, Piece piece) in _uses)
        {
            call.Part.AddBlock(block with { Offset = piece.Offset });
        }

        Text = Place(ref window, textBytes, Alignment, "the buffers of a list are together too large");
        Window = window;
    }

    /// <summary>Where the results lie.</summary>
    public long Results { get; }

    /// <summary>Where text goes that results point at, and what an exception says.</summary>
    public long Text { get; }

    /// <summary>What is taken.</summary>
    public WindowAllocator Window { get; }

    public List<Piece> Pieces => _pieces;

    private void Merge(ListedCall[] calls)
    {
        var shared = new Dictionary<(object Memory, int Length), Piece>();
        foreach (ListedCall call in calls)
        {
            foreach ((int parameter, MemoryNeed need) in call.Needs)
            {
                // A struct by value is a copy of its own.
                object? memory = parameter >= 0 && call.Part.Shape.Writers[parameter] is PointerWriter ? call.Part.Arguments[parameter].Memory : null;
                if (memory is null || !shared.TryGetValue((memory, need.Length), out Piece? piece))
                {
                    piece = new Piece(call, parameter, need.Length);
                    _pieces.Add(piece);
                    if (memory is not null)
                    {
                        shared.Add((memory, need.Length), piece);
                    }
                }

                _uses.Add((call, new PreparedBlock(parameter, 0, need.Length, need.Direction), piece));
                // What it holds before, the first of them says; the others find what is there then.
                piece.Direction |= piece.Users.Count == 0 ? need.Direction : need.Direction & BlockDirection.Out;
                piece.IsConst &= parameter >= 0 && call.Part.Shape.Writers[parameter].IsConst && need.Direction == BlockDirection.In;
                piece.Alignment = Math.Max(piece.Alignment, need.Alignment);
                piece.Users.Add(call);
            }
        }
    }

    private static long Place(ref WindowAllocator window, int length, int alignment, string tooMuch)
    {
        long offset = window.Place(length, alignment);
        return offset >= 0 ? offset : throw new ArgumentException($"There is no room: {tooMuch}.");
    }

    /// <summary>One block.</summary>
    /// <param name="call">The first call that it is of.</param>
    /// <param name="parameter">The argument of that call.</param>
    internal sealed class Piece(ListedCall call, int parameter, int length)
    {
        public int Length => length;

        public long Offset { get; set; }

        public int Alignment { get; set; } = 1;

        public BlockDirection Direction { get; set; }

        /// <summary>Whether all of them only read it, as their prototypes say.</summary>
        public bool IsConst { get; set; } = true;

        public List<ListedCall> Users { get; } = [];

        /// <summary>Whether one of the calls that it is of has returned.</summary>
        public bool HasRun(ListResults results)
        {
            foreach (ListedCall user in Users)
            {
                if (results.HasRun(user.Index))
                {
                    return true;
                }
            }

            return false;
        }

        /// <summary>Says where the pointers in it are from that came back.</summary>
        public void Filled(ListResults results, int generation, bool inSession)
        {
            if ((Direction & BlockDirection.Out) == 0 || !HasRun(results))
            {
                return;
            }

            if (Argument is { Kind: NativeArgumentKind.Buffer, Buffer: PointerOut pointer })
            {
                pointer.Filled(generation, inSession);
            }
            else if (Argument is { Kind: NativeArgumentKind.Struct } changed)
            {
                changed.Struct.Origins.Changed(generation, inSession);
            }
        }

        /// <summary>Writes what goes in.</summary>
        public void CopyInput(Span<byte> destination)
        {
            PreparedCall part = call.Part;
            part.Shape.Writers[parameter].CopyInput(part.Arguments[parameter], destination);
        }

        /// <summary>The caller's memory.</summary>
        public Span<byte> Destination => call.Part.OutputOf(new PreparedBlock(parameter, Offset, length, Direction));

        /// <summary>The caller's argument; nothing for the memory of a result.</summary>
        public NativeArgument Argument => parameter == PreparedBlock.OfResult ? default : call.Part.Arguments[parameter];
    }
}
