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
    private readonly LaneExchange _exchange;
    private readonly LaneEnd _end = new();
    private LaneSpin _spin = new();

    public unsafe SharedMemoryLane(SegmentMapping mapping)
    {
        _mapping = mapping;
        _exchange = new LaneExchange(mapping);
        _hostSleeps = mapping.Control(SegmentLayout.ControlHostSleeps);
        for (int i = 0; i < _frames.Length; i++)
        {
            _frames[i] = new LaneFrame(mapping, _exchange, i);
        }
    }

    public ICallbackAnswerer? Callbacks { get; set; }

    public bool IsLookedAt => true;

    public void ExpectCalls() => _spin.Expect();

    public void Carry(PreparedCall call, ulong sequence, int frame)
    {
        LaneFrame at = _frames[frame];
        Enter(at, call, sequence);
        ReplyMessage reply;
        while ((reply = _exchange.Take(Await(at, call), frame, call.Result)) is ReplyMessage.Callback or 0)
        {
            if (reply == ReplyMessage.Callback)
            {
                Answer(frame + 1);
            }
            else
            {
                ThrowIfOver();
            }
        }

        Finish(at, call, reply);
    }

    public Task<LaneReply>? CarryOrStart(PreparedCall call, ulong sequence)
    {
        LaneFrame at = _frames[0];
        Enter(at, call, sequence);
        if (!Look(out uint turn))
        {
            return GoOnAsync(at, call, new byte[CallImageLayout.ResultSize], SleepAsync());
        }

        ReplyMessage reply = _exchange.Take(turn, at.Index, call.Result);
        if (reply is ReplyMessage.Callback or 0)
        {
            return GoOnAsync(at, call, new byte[CallImageLayout.ResultSize], reply == 0 ? NextAsync() : AnswerAsync(at));
        }

        Finish(at, call, reply);
        return null;
    }

    public async Task<LaneReply> CarryAsync(PreparedCall call, ulong sequence, int frame)
    {
        LaneFrame at = _frames[frame];
        Enter(at, call, sequence);
        return await GoOnAsync(at, call, new byte[CallImageLayout.ResultSize], NextAsync()).ConfigureAwait(false);
    }

    /// <summary>Asks the worker to end. No call may be on board.</summary>
    public void Stop() => _exchange.Stop();

    /// <summary>Wakes whoever waits: the worker is gone, perhaps without having said so.</summary>
    public void MarkDead()
    {
        _end.IsOver = true;
        _exchange.MarkDead();
    }

    /// <summary>Fills the caller's buffers, and keeps in the call what else came back.</summary>
    private void Finish(LaneFrame at, PreparedCall call, ReplyMessage reply)
    {
        int fetched = Check(at, call, reply, call.Result, out bool returned);
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
    private async Task<LaneReply> GoOnAsync(LaneFrame at, PreparedCall call, byte[] result, ValueTask<uint> next)
    {
        ReplyMessage reply;
        while ((reply = _exchange.Take(await next.ConfigureAwait(false), at.Index, result)) is ReplyMessage.Callback or 0)
        {
            ThrowIfOver();
            next = reply == 0 ? NextAsync() : AnswerAsync(at);
        }

        return Copy(at, call, reply, result);
    }

    /// <summary>Answers a callback, not on the thread that noticed it, which waits for other calls too.</summary>
    private async ValueTask<uint> AnswerAsync(LaneFrame at)
    {
        await Task.Run(() => Answer(at.Index + 1)).ConfigureAwait(false);
        return await NextAsync().ConfigureAwait(false);
    }

    private ValueTask<uint> NextAsync() => Look(out uint turn) ? new(turn) : BlockedCaller.Waits ? new(Sleep()) : SleepAsync();

    private void Enter(LaneFrame frame, PreparedCall call, ulong sequence)
    {
        foreach (PreparedBlock block in call.Blocks)
        {
            if ((block.Direction & BlockDirection.In) != 0)
            {
                call.CopyInput(block, _mapping.Window(block.Offset, block.Length));
            }
        }

        frame.Enter(call, sequence);
    }

    /// <summary>Answers the callback whose record is in a frame.</summary>
    private void Answer(int frame)
    {
        ThrowIfOver();
        if (Callbacks is not { } callbacks || frame >= _frames.Length)
        {
            throw new LaneBrokenException("The worker called back, and nothing is bound.", isViolation: true);
        }

        try
        {
            LaneFrame at = _frames[frame];
            byte[] answer = at.AnswerBuffer;
            at.Answer(answer.AsSpan(0, callbacks.Answer(frame, at.CopyCallback(callbacks), answer)));
        }
        catch (Exception e) when (e is not LaneBrokenException)
        {
            // What a delegate throws is kept for the caller. Whatever comes here leaves the worker without an answer, for ever.
            throw new LaneBrokenException($"A callback could not be answered: {e.Message}", isViolation: true, e);
        }
    }

    /// <summary>A child that the worker left can go on speaking, and takes the mark of death off the turn before anybody sees it.</summary>
    private void ThrowIfOver()
    {
        if (_end.IsOver)
        {
            throw new LaneBrokenException("The worker is dead.", isViolation: false) { IsKnell = true };
        }
    }

    /// <returns>The length of the fetched text.</returns>
    private static int Check(LaneFrame frame, PreparedCall call, ReplyMessage reply, byte[] result, out bool returned)
    {
        if (reply == ReplyMessage.Return)
        {
            frame.TakeResult(result);
        }
        else if (call.Many is not null || call.Function.Plan.TakesResultPart)
        {
            throw new LaneBrokenException("The worker told by registers what they do not hold.", isViolation: true);
        }

        return call.CheckOutcome(result, out returned);
    }

    private LaneReply Copy(LaneFrame frame, PreparedCall call, ReplyMessage reply, byte[] result)
    {
        int fetched = Check(frame, call, reply, result, out bool returned);
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

    private uint Await(LaneFrame frame, PreparedCall call) => Look(out uint turn) ? turn : Sleep(frame.Index, call);

    private bool Look(out uint turn) => (turn = _spin.Look(_exchange)) != _exchange.Turn;

    /// <param name="attended">The call that is waited for; for one that stands for many, something can be done meanwhile.</param>
    private unsafe uint Sleep(int frame = 0, PreparedCall? attended = null)
    {
        // The worker looks at this until there is a request again, and this looks at the reply after it has been set: one of the two sees the other.
        Interlocked.Exchange(ref *_hostSleeps, 1);
        uint last = _exchange.Turn;
        uint turn;
        while ((turn = Volatile.Read(ref *_exchange.Word)) == last && !_end.IsOver && !_exchange.IsWorkerDead)
        {
            Futex.Wait(_exchange.Word, last, attended?.Many?.Attend(attended, _mapping, frame) ?? s_longestSleep);
        }

        Volatile.Write(ref *_hostSleeps, 0);
        return OrDead(turn, last);
    }

    private static uint OrDead(uint turn, uint last) => turn == last ? last | SegmentLayout.TurnDead : turn;

    private async ValueTask<uint> SleepAsync()
    {
        uint turn = await WaitAsync().ConfigureAwait(false);
        Awake();
        return OrDead(turn, _exchange.Turn);
    }

    private unsafe Task<uint> WaitAsync()
    {
        Interlocked.Exchange(ref *_hostSleeps, 1);
        return _exchange.IsWorkerDead ? Task.FromResult(Volatile.Read(ref *_exchange.Word)) : LaneWaiter.WaitAsync(_exchange.Word, _exchange.Turn, _end);
    }

    private unsafe void Awake()
    {
        Volatile.Write(ref *_hostSleeps, 0);
    }
}
