namespace FfiIsolation;

/// <summary>What happened to a host's workers.</summary>
public enum SupervisionEventKind
{
    /// <summary>A worker started and is ready.</summary>
    WorkerStarted,

    /// <summary>A worker ended unexpectedly.</summary>
    WorkerDied,

    /// <summary>A start failed and is tried again (Polly: retry).</summary>
    StartRetried,

    /// <summary>A call that may be repeated is made again (Polly: retry).</summary>
    CallRetried,

    /// <summary>The restart budget is spent: no worker is started for a while (Polly: circuit opened).</summary>
    BudgetSpent,

    /// <summary>The break is over: one worker is started as a trial (Polly: circuit half-opened).</summary>
    BudgetTrial,

    /// <summary>The trial went well: workers are started again (Polly: circuit closed).</summary>
    BudgetRestored,

    /// <summary>A callback threw that a thread of a library called while no call was under way that could have thrown it on; C got its error value.</summary>
    CallbackFailed,

    /// <summary>A session whose worker had ended was set up again on another (<see cref="RestartableSession{TState}"/>).</summary>
    SessionRestarted = 8,

    /// <summary>A worker was replaced by a fresh one, for its calls, age or memory (<see cref="NativeHostOptions.Recycling"/>).</summary>
    WorkerRecycled = 9,

    /// <summary>A worker that nobody needed for <see cref="NativeHostOptions.IdleTimeout"/> was ended.</summary>
    WorkerRetired = 10,

    /// <summary>A function, a call of it with the same arguments, or a library kept killing workers and is refused for a while (Polly: circuit opened).</summary>
    QuarantineBegan = 11,

    /// <summary>The break is over: one call is made as a trial, in a worker of its own (Polly: circuit half-opened).</summary>
    QuarantineTrial = 12,

    /// <summary>The trial went well: the function is called as any other again (Polly: circuit closed).</summary>
    QuarantineEnded = 13,

    /// <summary>The application ended a quarantine.</summary>
    QuarantinePardoned = 14,

    /// <summary>A worker ended as its host wanted: its session was closed, or it was no longer needed.</summary>
    WorkerStopped = 20,

    /// <summary>A worker could not be started, in any try; whoever waited for it is told.</summary>
    StartFailed = 21,

    /// <summary>An unexpected end of a worker could not be counted by the quarantine, the restart budget or a session, since what counts there threw; the others have counted it.</summary>
    DeathNotCounted = 22,
}
