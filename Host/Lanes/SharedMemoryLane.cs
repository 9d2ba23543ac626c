// The fast lane: the image is laid into memory that both processes map, and the answer is looked for there. A synchronous call is made by its
// caller's thread alone, which reads and writes its buffers straight from and to the window.
using FfiIsolation.Calls;
using FfiIsolation.Images;
using FfiIsolation.Processes;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Lanes;

internal sealed class SharedMemoryLane : ICallLane
{
    /// <summary>A sleep this long is looked after: a wake-up that went astray delays a call, and does not lose it.</summary>
    private const int SleepMilliseconds = 500;

    private readonly SegmentMapping _mapping;
    private readonly LaneFrame[] _frames = new LaneFrame[SegmentLayout.Frames];
    private readonly unsafe uint* _hostSleeps;
    private LaneSpin _spin = new();
    private readonly LaneEnd _end = new();

    public unsafe SharedMemoryLane(SegmentMapping mapping)
    {
        _mapping = mapping;
        _hostSleeps = mapping.Control(SegmentLayout.ControlHostSleeps);
        for (int i = 0; i < _frames.Length; i++)
        {
            _frames[i] = new LaneFrame(mapping, i);
        }
    }

    public unsafe void Carry(PreparedCall call, ulong sequence)
    {
        LaneFrame frame = _frames[0];
        bool woke = Enter(frame, call);
        uint turn = _spin.Look(frame.ReplyWord, frame.ReplyTurn, woke);
        if (turn == frame.ReplyTurn)
        {
            turn = Sleep(frame);
        }

        int fetched = Take(frame, turn, call, call.Result, out bool returned);
        if (returned)
        {
            foreach (PreparedBlock block in call.Blocks)
            {
                if ((block.Direction & BlockDirection.Out) != 0)
                {
                    _mapping.Window(block.Offset, block.Length).CopyTo(call.OutputOf(block));
                }
            }
        }

        if (fetched > 0)
        {
            _mapping.Window(call.FetchOffset, fetched).CopyTo(call.NewFetched(fetched));
        }
    }

    public async Task<LaneReply> CarryAsync(PreparedCall call, ulong sequence)
    {
        LaneFrame frame = _frames[0];
        bool woke = Enter(frame, call);
        uint turn = LookBriefly(frame, woke);
        if (turn == frame.ReplyTurn)
        {
            turn = await SleepAsync(frame).ConfigureAwait(false);
        }

        return TakeCopy(frame, turn, call);
    }

    /// <summary>Asks the worker to end. No call may be on board.</summary>
    public void Stop() => _frames[0].Stop();

    /// <summary>Wakes whoever waits: the worker is gone, perhaps without having said so.</summary>
    public void MarkDead()
    {
        _end.IsOver = true;
        foreach (LaneFrame frame in _frames)
        {
            frame.MarkDead();
        }
    }

    private bool Enter(LaneFrame frame, PreparedCall call)
    {
        foreach (PreparedBlock block in call.Blocks)
        {
            if ((block.Direction & BlockDirection.In) != 0)
            {
                call.CopyInput(block, _mapping.Window(block.Offset, block.Length));
            }
        }

        return frame.Enter(call.Image);
    }

    /// <returns>The length of the fetched text.</returns>
    private static int Take(LaneFrame frame, uint turn, PreparedCall call, byte[] result, out bool returned)
    {
        ReplyMessage message = frame.Take(turn, result);
        if (message != ReplyMessage.Return)
        {
            throw new LaneBrokenException($"The worker replied with message {message}, which this call cannot have given.", isViolation: true);
        }

        frame.TakeRest(result, call.Function.Plan.HasWideResult);
        return call.CheckOutcome(result, out returned);
    }

    private LaneReply TakeCopy(LaneFrame frame, uint turn, PreparedCall call)
    {
        byte[] result = new byte[CallImageLayout.ResultSize];
        int fetched = Take(frame, turn, call, result, out bool returned);
        byte[] outputs = new byte[(returned ? call.OutputBytes : 0) + fetched];
        Span<byte> rest = outputs;
        foreach (PreparedBlock block in call.Blocks)
        {
            if (returned && (block.Direction & BlockDirection.Out) != 0)
            {
                _mapping.Window(block.Offset, block.Length).CopyTo(rest);
                rest = rest[block.Length..];
            }
        }

        _mapping.Window(call.FetchOffset, fetched).CopyTo(rest);
        return new LaneReply(result, outputs);
    }

    private unsafe uint LookBriefly(LaneFrame frame, bool woke) => _spin.Look(frame.ReplyWord, frame.ReplyTurn, woke);

    private unsafe uint Sleep(LaneFrame frame)
    {
        // The worker looks at this after it has replied, and this looks at the reply after it has been set: one of the two sees the other.
        Interlocked.Exchange(ref *_hostSleeps, 1);
        uint last = frame.ReplyTurn;
        uint turn;
        while ((turn = Volatile.Read(ref *frame.ReplyWord)) == last && !_end.IsOver)
        {
            Futex.Wait(frame.ReplyWord, last, SleepMilliseconds);
        }

        Volatile.Write(ref *_hostSleeps, 0);
        _spin.Slept();
        return OrDead(turn, last);
    }

    private static uint OrDead(uint turn, uint last) => turn == last ? last | SegmentLayout.TurnDead : turn;

    private async Task<uint> SleepAsync(LaneFrame frame)
    {
        uint turn = await WaitAsync(frame).ConfigureAwait(false);
        Awake();
        return OrDead(turn, frame.ReplyTurn);
    }

    private unsafe Task<uint> WaitAsync(LaneFrame frame)
    {
        Interlocked.Exchange(ref *_hostSleeps, 1);
        return LaneWaiter.WaitAsync(frame.ReplyWord, frame.ReplyTurn, _end);
    }

    private unsafe void Awake()
    {
        Volatile.Write(ref *_hostSleeps, 0);
        _spin.Slept();
    }
}
