// A worker that is offered: the next call takes it and begins in one exchange of the state, and gives it back as it ends by another. Nobody asks
// the pool, and nobody has the worker before the exchange: what a call leaves for others to read is written after it, and says whose it is.
using FfiIsolation.Calls;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Workers;

internal sealed partial class WorkerProcess
{
    /// <summary>Bytes of a call's buffers that take longer to copy than a thread takes to sleep and wake.</summary>
    private const long MuchToCopy = 512 * 1024;

    /// <summary>Whether the pool keeps it where calls find it without the lock. Written under the pool's lock.</summary>
    public bool IsHot { get; set; }

    /// <summary>The number of the last call, by which others see whether calls come and go.</summary>
    public ulong CallNumber => State.Sequence;

    /// <summary>Whether a short call takes less time than a thread takes to sleep and wake.</summary>
    public bool IsLookedAt => _lane.IsLookedAt;

    /// <summary>
    /// Whether its call is at something that takes long: native code runs, by what the worker says, or there is much to copy. A call that comes and goes is seldom met there, also where its two threads have to wait for
    /// a processor. For who counts its calls, and finds few.
    /// </summary>
    public bool IsAtLongWork =>
        (_call is { } call && call.InputBytes + call.OutputBytes >= MuchToCopy) || _parts.Segment.ReadRecorder().Stage is RecorderStage.Native or RecorderStage.Reading or RecorderStage.Callback;

    /// <summary>Whoever has it is about to make many calls.</summary>
    public void ExpectCalls() => _lane.ExpectCalls();

    /// <summary>Whoever has it offers it.</summary>
    /// <returns>False where it is fit for no call any more.</returns>
    public bool TryOffer() => State is { IsReady: true, IsOffered: false } state && TryChange(state, state.Offered());

    /// <summary>Takes it back, or lets the call on board be the last that was begun without asking.</summary>
    /// <returns>Whether the caller has it now.</returns>
    public bool Withdraw()
    {
        WorkerState state;
        do
        {
            state = State;
            if (!state.IsOffered)
            {
                return false;
            }
        }
        while (!TryChange(state, state.Withdrawn()));

        return !state.IsBusy;
    }

    /// <summary>Takes it if it is free and fit.</summary>
    public bool TryTake() => State is { IsFree: true } state && TryChange(state, state.Withdrawn());

    /// <summary>Takes it, fit or not, unless a call is on board.</summary>
    public bool TryReclaim()
    {
        WorkerState state;
        do
        {
            state = State;
            if (!state.IsOffered || state.IsBusy)
            {
                return false;
            }
        }
        while (!TryChange(state, state.Withdrawn()));

        return true;
    }

    /// <summary>Takes it for one call, which is on board then.</summary>
    /// <returns>False where it is not free, does not know the function, or knows callbacks, which are to be told of their calls.</returns>
    public bool TryBeginOffered(PreparedCall call, TimeSpan timeout)
    {
        WorkerState free = State;
        if (!free.IsFree || _callbacks is not null || !Bindings.TryGetAddress(call.Function.Index, out ulong address))
        {
            return false;
        }

        // What was read is true where the exchange succeeds: who has the worker in between makes a call to change it.
        WorkerState busy = free.NextCall();
        if (!TryChange(free, busy))
        {
            return false;
        }

        _call = call;
        _timeout = timeout;
        Volatile.Write(ref _published, busy.Sequence);
        if (timeout != Timeout.InfiniteTimeSpan || _slowCalls is not null)
        {
            _deadlines.Wake();
        }

        Images.CallImageWriter.Address(call.Image, address, busy.Sequence);
        return true;
    }

    /// <summary>Carries the call that is on board since <see cref="TryBeginOffered"/>, and leaves it there.</summary>
    /// <returns>What its caller gets where the worker has ended.</returns>
    public Exception? CarryOffered(PreparedCall call, TimeSpan timeout) => CarryOnBoard(call, _published, timeout);

    /// <summary>The call on board has ended: the worker is free for the next.</summary>
    /// <param name="call">The call.</param>
    /// <param name="hasRun">Whether it was answered.</param>
    /// <returns>The state that the call leaves.</returns>
    public WorkerState EndOffered(PreparedCall call, bool hasRun)
    {
        if (hasRun)
        {
            NoteRun(call);
        }

        WorkerState left = Leave();
        if (left.IsGone && hasRun)
        {
            LetGo(call);
        }

        return left;
    }

    /// <summary>The call on board, once it has said which it is: it came aboard a moment ago.</summary>
    private PreparedCall? CallOnBoard(ulong sequence) =>
        SpinWait.SpinUntil(() => Volatile.Read(ref _published) == sequence, s_exitAfterDeathKnell) ? _call : null;
}
