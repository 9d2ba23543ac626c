// What the caller's thread does while the rows run: it takes the results that are there already, and lays out the arguments of the rows that come
// next. Otherwise the worker would wait for it between two chunks, for a third as long as a chunk takes.
using System.Buffers.Binary;
using FfiIsolation.Calls;
using FfiIsolation.Images;
using FfiIsolation.Lanes;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Batches;

internal sealed partial class BatchChunk
{
    /// <summary>Chunks of fewer rows are done before anybody could see to them, or their rows take so long that the copies do not matter.</summary>
    public const int FewestAttended = 16 * 1024;

    /// <summary>Rows whose results are not touched yet: the worker still writes the lines next to them.</summary>
    private const int Distance = 512;

    private static readonly TimeSpan s_breath = TimeSpan.FromMicroseconds(200);
    private static readonly TimeSpan s_longBreath = TimeSpan.FromMilliseconds(100);

    private (BatchChunk Chunk, PreparedCall Call)? _next;
    private bool _isLaidOut;
    private int _taken;
    private TimeSpan _breath = s_breath;

    /// <summary>The call after whose memory this one's lies; null where it begins as any other.</summary>
    public PreparedCall? After { get; init; }

    /// <summary>The rows that it has.</summary>
    public int Rows => rows;

    /// <summary>The chunk that comes next, in the same worker. Its memory is apart from this one's.</summary>
    public void IsFollowedBy(BatchChunk chunk, PreparedCall call) => _next = (chunk, call);

    public TimeSpan? Attend(PreparedCall call, SegmentMapping mapping, int frame)
    {
        if (rows < FewestAttended)
        {
            return null;
        }

        try
        {
            if (_next is { } next)
            {
                _next = null;
                next.Chunk.LayOut(next.Call, mapping);
            }

            // By the worker's word: what is not so yet is taken again, or not at all, when they have ended.
            ulong sequence = BinaryPrimitives.ReadUInt64LittleEndian(call.Image.AsSpan(CallImageLayout.Sequence));
            ulong? reached = mapping.Row(frame, sequence) - (ulong)first;
            int done = reached < (ulong)rows ? Math.Max(_taken, (int)reached - Distance) : _taken;
            _breath = done > _taken ? s_breath : TimeSpan.FromTicks(Math.Min(2 * _breath.Ticks, s_longBreath.Ticks));
            Take(call, mapping, done);
            return _breath;
        }
        catch (Exception)
        {
            // The caller's memory is not there. With a call on board nobody can be told; the copies that are made after it will find it.
            _taken = 0;
            return null;
        }
    }

    private void LayOut(PreparedCall call, SegmentMapping mapping)
    {
        foreach (PreparedBlock block in call.Blocks)
        {
            if (block.IsColumn && (block.Direction & BlockDirection.In) != 0)
            {
                CopyInput(block, mapping.Window(block.Offset, block.Length));
            }
        }

        _isLaidOut = true;
    }

    /// <summary>Takes the results of the rows before this one that have not been taken.</summary>
    private void Take(PreparedCall call, SegmentMapping mapping, int done)
    {
        foreach (PreparedBlock block in call.Blocks)
        {
            if (IsWrittenByGate(block))
            {
                int size = columns[block.Column].Data.ElementSize, count = done - _taken;
                mapping.Window(block.Offset + ((long)_taken * size), count * size).CopyTo(columns[block.Column].Data.Bytes(first + _taken, count));
            }
        }

        _taken = done;
    }

    /// <summary>Whether a row's element is as it will be once the row is done. Elements that functions have pointers to can change as long as one of them runs.</summary>
    private bool IsWrittenByGate(PreparedBlock block) => block.IsColumn && columns[block.Column] is { Arguments.Length: 0 };
}
