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
    private static readonly TimeSpan s_longestSleep = TimeSpan.FromMilliseconds(500);

    private readonly SegmentMapping _mapping;
    private readonly LaneFrame[] _frames = new LaneFrame[SegmentLayout.Frames];
    private readonly unsafe uint* _hostSleeps;
    private LaneSpin _spin = new();

    /// <summary>The deepest frame that a call was made on: where somebody may wait.</summary>
    private int _deepest;

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

    public ICallbackAnswerer? Callbacks { get; set; }

    public bool IsLookedAt => true;

    public void ExpectCalls() => _spin.Expect();

    public void Carry(PreparedCall call, ulong sequence, int frame)
    {
        LaneFrame at = FrameAt(frame);
        Enter(at, call);
        LaneFrame rung = at;
        while (at.Take(Await(at, rung, call), call.Result) == ReplyMessage.Callback)
        {
            rung = Answer(frame + 1);
        }

        Finish(at, call);
    }

    public Task<LaneReply>? CarryOrStart(PreparedCall call, ulong sequence)
    {
        LaneFrame at = FrameAt(0);
        Enter(at, call);
        if (!Look(at, at, out uint turn))
        {
            return GoOnAsync(at, call, 0, new byte[CallImageLayout.ResultSize], SleepAsync(at));
        }

        if (at.Take(turn, call.Result) == ReplyMessage.Callback)
        {
            return GoOnAsync(at, call, 0, new byte[CallImageLayout.ResultSize], AnswerAsync(at, 0));
        }

        Finish(at, call);
        return null;
    }

    public async Task<LaneReply> CarryAsync(PreparedCall call, ulong sequence, int frame)
    {
        LaneFrame at = FrameAt(frame);
        Enter(at, call);
        return await GoOnAsync(at, call, frame, new byte[CallImageLayout.ResultSize], NextAsync(at, at)).ConfigureAwait(false);
    }

    /// <summary>Asks the worker to end. No call may be on board.</summary>
    public void Stop() => _frames[0].Stop();

    /// <summary>Wakes whoever waits: the worker is gone, perhaps without having said so.</summary>
    public void MarkDead()
    {
        _end.IsOver = true;
        for (int i = 0; i <= Volatile.Read(ref _deepest); i++)
        {
            _frames[i].MarkDead();
        }
    }

    /// <summary>Fills the caller's buffers, and keeps in the call what else came back.</summary>
    private void Finish(LaneFrame at, PreparedCall call)
    {
        int fetched = Check(at, call, call.Result, out bool returned);
        if (returned)
        {
            foreach (PreparedBlock block in call.Blocks)
            {
                if ((block.Direction & BlockDirection.Out) != 0)
                {
                    call.TakeOutput(block, _mapping.Window(block.Offset, block.Length));
                }
            }
        }

        if (fetched > 0)
        {
            _mapping.Window(call.FetchOffset, fetched).CopyTo(call.NewFetched(fetched));
        }
    }

    /// <param name="next">The turn of the next reply.</param>
    private async Task<LaneReply> GoOnAsync(LaneFrame at, PreparedCall call, int frame, byte[] result, ValueTask<uint> next)
    {
        while (at.Take(await next.ConfigureAwait(false), result) == ReplyMessage.Callback)
        {
            next = AnswerAsync(at, frame);
        }

        return Copy(at, call, result);
    }

    /// <summary>Answers a callback, not on the thread that noticed it, which waits for other calls too.</summary>
    private async ValueTask<uint> AnswerAsync(LaneFrame at, int frame) =>
        await NextAsync(at, await Task.Run(() => Answer(frame + 1)).ConfigureAwait(false)).ConfigureAwait(false);

    private ValueTask<uint> NextAsync(LaneFrame at, LaneFrame rung) => Look(at, rung, out uint turn) ? new(turn) : BlockedCaller.Waits ? new(Sleep(at)) : SleepAsync(at);

    private LaneFrame FrameAt(int frame)
    {
        if (frame > _deepest)
        {
            // Before anybody can wait there: a death that is seen before this is seen in the flag.
            Interlocked.Exchange(ref _deepest, frame);
        }

        return _frames[frame];
    }

    private void Enter(LaneFrame frame, PreparedCall call)
    {
        foreach (PreparedBlock block in call.Blocks)
        {
            if ((block.Direction & BlockDirection.In) != 0)
            {
                call.CopyInput(block, _mapping.Window(block.Offset, block.Length));
            }
        }

        frame.Enter(call.Image);
    }

    /// <summary>Answers the callback whose record is in a frame.</summary>
    /// <returns>The frame, whose bell is rung.</returns>
    private LaneFrame Answer(int frame)
    {
        if (_end.IsOver)
        {
            // A child that the worker left can go on calling back, and takes the mark of death off the frame before anybody sees it.
            throw new LaneBrokenException("The worker is dead.", isViolation: false) { IsKnell = true };
        }

        if (Callbacks is not { } callbacks || frame >= _frames.Length)
        {
            throw new LaneBrokenException("The worker called back, and nothing is bound.", isViolation: true);
        }

        try
        {
            LaneFrame at = _frames[frame];
            byte[] answer = at.AnswerBuffer;
            at.Answer(answer.AsSpan(0, callbacks.Answer(frame, at.CopyCallback(callbacks), answer)));
            return at;
        }
        catch (Exception e) when (e is not LaneBrokenException)
        {
            // What a delegate throws is kept for the caller. Whatever comes here leaves the worker without an answer, for ever.
            throw new LaneBrokenException($"A callback could not be answered: {e.Message}", isViolation: true, e);
        }
    }

    /// <returns>The length of the fetched text.</returns>
    private static int Check(LaneFrame frame, PreparedCall call, byte[] result, out bool returned)
    {
        if (call.Function.Plan.HasWideResult || call.Many is not null)
        {
            frame.TakeRest(result);
        }

        return call.CheckOutcome(result, out returned);
    }

    private LaneReply Copy(LaneFrame frame, PreparedCall call, byte[] result)
    {
        int fetched = Check(frame, call, result, out bool returned);
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

    private uint Await(LaneFrame frame, LaneFrame rung, PreparedCall call) => Look(frame, rung, out uint turn) ? turn : Sleep(frame, call);

    private bool Look(LaneFrame frame, LaneFrame rung, out uint turn) => (turn = _spin.Look(frame, rung)) != frame.ReplyTurn;

    /// <param name="attended">The call that is waited for; for one that stands for many, something can be done meanwhile.</param>
    private unsafe uint Sleep(LaneFrame frame, PreparedCall? attended = null)
    {
        // The worker looks at this after it has replied, and this looks at the reply after it has been set: one of the two sees the other.
        Interlocked.Exchange(ref *_hostSleeps, 1);
        uint last = frame.ReplyTurn;
        uint turn;
        while ((turn = Volatile.Read(ref *frame.ReplyWord)) == last && !_end.IsOver)
        {
            Futex.Wait(frame.ReplyWord, last, attended?.Many?.Attend(attended, _mapping, frame.Index) ?? s_longestSleep);
        }

        Volatile.Write(ref *_hostSleeps, 0);
        return OrDead(turn, last);
    }

    private static uint OrDead(uint turn, uint last) => turn == last ? last | SegmentLayout.TurnDead : turn;

    private async ValueTask<uint> SleepAsync(LaneFrame frame)
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
    }
}
