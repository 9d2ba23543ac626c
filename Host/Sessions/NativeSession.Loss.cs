// What is told of a session once its worker has ended.
using FfiIsolation.Sessions;
using FfiIsolation.Workers;

namespace FfiIsolation;

public sealed partial class NativeSession
{
    private SessionLoss? _loss;

    /// <summary>What the session lost when its worker ended; null while the worker lives, and where the session was disposed before.</summary>
    public SessionLoss? Loss => _worker.KnownDeath is { IsUnexpected: true } death ? LossBy(death.Report) : null;

    /// <summary>What was lost, also once the session is disposed; null where the worker had not ended by itself.</summary>
    internal SessionLoss? LastLoss => Volatile.Read(ref _loss) ?? Loss;

    /// <summary>Whether a <see cref="RestartableSession{TState}"/> sets up another when this one is lost.</summary>
    internal bool IsSetUpAgain { get; set; }

    /// <summary>Whether the session's worker takes no calls any more.</summary>
    internal bool IsLost => _worker.IsEnding;

    /// <summary>The same object whoever asks first: what was open at the worker's end stays as it was.</summary>
    private SessionLoss LossBy(CrashReport report)
    {
        if (Volatile.Read(ref _loss) is { } known)
        {
            return known;
        }

        var loss = new SessionLoss(Generation, report, _handles.AtEnd(), Volatile.Read(ref _arena)?.NamesOfBuffers() ?? []);
        return Interlocked.CompareExchange(ref _loss, loss, null) ?? loss;
    }

    private void WorkerEnded(WorkerDeath death)
    {
        _turn.EndTurns();
        NoteLoss(death);
    }

    /// <summary>The worker has ended, or is about to.</summary>
    private void NoteLoss(WorkerDeath death)
    {
        if (death.IsUnexpected)
        {
            LostSessions.Add(LossBy(death.Report));
        }
    }

    private WorkerLostException Lost(string name, WorkerNotEnteredException? e)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        ObjectDisposedException.ThrowIf(_host.Pool.IsDisposed, _host); // which ended it, or has no other session to offer
        SessionLoss? loss = e?.Report is { } report ? LossBy(report) : Loss;
        return new WorkerLostException(
            $"The session's worker has ended, so {name} did not run; {(IsSetUpAgain ? "the next use sets the session up again" : "open a new session")}. {loss}".TrimEnd(), started: false, e?.Report ?? loss?.Report, e, loss);
    }
}
