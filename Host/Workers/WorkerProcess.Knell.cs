// A crash that the guard has told. Its caller gets the exception by that, and the spare takes the next call, while the kernel still takes the
// process down; what only the kernel knows is joined into the report when somebody reads it.
using FfiIsolation.Calls;
using FfiIsolation.Crashes;
using FfiIsolation.Lanes;

namespace FfiIsolation.Workers;

internal sealed partial class WorkerProcess
{
    private readonly Lock _telling = new();

    // Of meaning while the state says that it is told.
    private WorkerDeath? _told;
    private PendingFacts? _pending;
    private bool _isCounted;

    // Of the deadline watcher alone.
    private long _knellDue;

    /// <summary>Told of the death where it is counted, before whoever was in the worker hears of it. Must not wait for anything, and must not throw.</summary>
    public Action<WorkerDeath>? Counted { get; set; }

    /// <summary>Whether it dies of a crash that is told already.</summary>
    public bool IsDying => State.IsDying;

    /// <summary>Its death, as soon as somebody was told of it: the kernel may not have taken it down yet.</summary>
    public WorkerDeath? KnownDeath => State.IsTold ? _told : _death.Task.IsCompletedSuccessfully ? _death.Task.Result : null;

    /// <summary>How the call on board ends whose lane broke, on its caller's thread.</summary>
    private Exception Settle(LaneBrokenException broken, PreparedCall call, TimeSpan timeout)
    {
        if (TrySettleByKnell(broken, call) is not { } death)
        {
            death = Ending(broken);
            _parts.Link.Release();
        }

        return CallSettlement.FromDeath(death, call, timeout, _callbacks?.End(0, call)?.SourceException);
    }

    /// <summary>The same for a caller who does not wait on a thread.</summary>
    private async Task<Exception> SettleAsync(LaneBrokenException broken, PreparedCall call, TimeSpan timeout)
    {
        if (TrySettleByKnell(broken, call) is not { } death)
        {
            death = await EndingAsync(broken).ConfigureAwait(false);
            _parts.Link.Release();
        }

        return CallSettlement.FromDeath(death, call, timeout, _callbacks?.End(0, call)?.SourceException);
    }

    /// <summary>Ends the call on board by what the guard has recorded, if that says enough and nothing else has ended the worker before.</summary>
    private WorkerDeath? TrySettleByKnell(LaneBrokenException broken, PreparedCall call)
    {
        WorkerState busy = State;
        if (!broken.IsKnell || !busy.IsBusy || busy.IsEnding || call.Many is not null || !_parts.Segment.ReadKnell().Settles(busy.Sequence))
        {
            return null;
        }

        WorkerDeath told;
        try
        {
            (told, _pending) = DeathDescription.Told(_parts, Books(null, withCall: true), call);
        }
        catch (Exception)
        {
            // Arguments that cannot be described: the end of the process is told without them.
            return null;
        }

        _told = told with { IsApart = IsApart };
        if (!TryChange(busy, busy.Told()))
        {
            // Killed or reaped meanwhile.
            return null;
        }

        Count(_told);
        _deadlines.Wake();
        return _told;
    }

    /// <summary>Has a death counted before anybody can ask for a replacement: it may be the one that spends the budget. Whoever comes second waits until that is done.</summary>
    private void Count(WorkerDeath death)
    {
        lock (_telling)
        {
            if (!_isCounted)
            {
                _isCounted = true;
                _died(death);
                Counted?.Invoke(death);
            }
        }
    }

    /// <summary>Kills a process that has told its death and lives on. Called by the deadline watcher.</summary>
    /// <returns>Whether it has more time.</returns>
    private bool CheckKnell(long now)
    {
        if (_knellDue == 0)
        {
            _knellDue = now + (long)(s_exitAfterDeathKnell.TotalSeconds * _clock.TimestampFrequency);
        }

        if (now < _knellDue)
        {
            return true;
        }

        _parts.Process.Kill();
        return false;
    }
}
