// Every log entry of the host. Event ids are never used again for another message; docs/observability.md lists them.
using Microsoft.Extensions.Logging;

namespace FfiIsolation.Supervision;

internal static partial class Log
{
    /// <summary>For a step that has no entry of its own: nothing goes by untold.</summary>
    [LoggerMessage(EventId = 1, EventName = "SupervisionStep", Level = LogLevel.Warning, Message = "{Kind}: {Message}\n{Report}")]
    public static partial void SupervisionStep(ILogger logger, SupervisionEventKind kind, string message, CrashReport? report);

    [LoggerMessage(EventId = 3, EventName = "BudgetSpent", Level = LogLevel.Error, Message = "{Message}\n{Report}")]
    public static partial void BudgetSpent(ILogger logger, string message, CrashReport? report);

    [LoggerMessage(EventId = 4, EventName = "HandlerFailed", Level = LogLevel.Error, Message = "An event handler of the application failed.")]
    public static partial void HandlerFailed(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 5, EventName = "EventDropped", Level = LogLevel.Warning, Message = "The application's handlers of {Events} events are {Pending} behind; the oldest was dropped.")]
    public static partial void EventDropped(ILogger logger, string events, int pending);

    [LoggerMessage(EventId = 6, EventName = "SlowCall", Level = LogLevel.Warning, Message = "{Call}\n{Hang}")]
    public static partial void SlowCall(ILogger logger, SlowCallEventArgs call, HangReport hang);

    [LoggerMessage(EventId = 10, EventName = "OwnershipMistake", Level = LogLevel.Warning, Message = "{Kind}: {Message}")]
    public static partial void OwnershipMistake(ILogger logger, OwnershipEventKind kind, string message);

    [LoggerMessage(EventId = 11, EventName = "WorkerStarted", Level = LogLevel.Information, Message = "Worker {Generation} (process {ProcessId}) started.")]
    public static partial void WorkerStarted(ILogger logger, long? generation, int? processId);

    [LoggerMessage(EventId = 12, EventName = "WorkerDied", Level = LogLevel.Warning, Message = "Worker {Generation} (process {ProcessId}) died: {Report}")]
    public static partial void WorkerDied(ILogger logger, long? generation, int? processId, CrashReport? report);

    [LoggerMessage(EventId = 13, EventName = "WorkerStopped", Level = LogLevel.Debug, Message = "{Message}")]
    public static partial void WorkerStopped(ILogger logger, string message);

    [LoggerMessage(EventId = 14, EventName = "StartRetried", Level = LogLevel.Warning, Message = "{Message} Last death: {Death}")]
    public static partial void StartRetried(ILogger logger, string message, string? death);

    [LoggerMessage(EventId = 15, EventName = "StartFailed", Level = LogLevel.Error, Message = "{Message}")]
    public static partial void StartFailed(ILogger logger, string message);

    [LoggerMessage(EventId = 16, EventName = "CallRetried", Level = LogLevel.Warning, Message = "{Message} Attempt {Attempt}.")]
    public static partial void CallRetried(ILogger logger, string message, int attempt);

    [LoggerMessage(EventId = 17, EventName = "BudgetTrial", Level = LogLevel.Information, Message = "{Message} Last death: {Death}")]
    public static partial void BudgetTrial(ILogger logger, string message, string? death);

    [LoggerMessage(EventId = 18, EventName = "BudgetRestored", Level = LogLevel.Information, Message = "{Message} Last death: {Death}")]
    public static partial void BudgetRestored(ILogger logger, string message, string? death);

    [LoggerMessage(EventId = 19, EventName = "CallbackFailed", Level = LogLevel.Warning, Message = "{Message}")]
    public static partial void CallbackFailed(ILogger logger, string message);

    [LoggerMessage(EventId = 20, EventName = "HostStarted", Level = LogLevel.Information, Message = "Host {Name} started: {MaxWorkers} workers at most, {Spares} spare, lane {Lane}, worker {WorkerPath}.")]
    public static partial void HostStarted(ILogger logger, string name, int maxWorkers, int spares, LaneChoice lane, string workerPath);

    [LoggerMessage(EventId = 21, EventName = "HostStopped", Level = LogLevel.Information, Message = "Host {Name} stopped.")]
    public static partial void HostStopped(ILogger logger, string name);

    [LoggerMessage(EventId = 22, EventName = "SessionRestarted", Level = LogLevel.Warning, Message = "{Message}\n{Report}")]
    public static partial void SessionRestarted(ILogger logger, string message, CrashReport? report);

    [LoggerMessage(EventId = 23, EventName = "DeathNotCounted", Level = LogLevel.Error, Message = "{Message}")]
    public static partial void DeathNotCounted(ILogger logger, string message, Exception? exception);

    [LoggerMessage(EventId = 30, EventName = "WorkerRecycled", Level = LogLevel.Information, Message = "{Message}")]
    public static partial void WorkerRecycled(ILogger logger, string message);

    [LoggerMessage(EventId = 31, EventName = "WorkerRetired", Level = LogLevel.Debug, Message = "{Message}")]
    public static partial void WorkerRetired(ILogger logger, string message);

    [LoggerMessage(EventId = 32, EventName = "QuarantineBegan", Level = LogLevel.Warning, Message = "{Message}\n{Report}")]
    public static partial void QuarantineBegan(ILogger logger, string message, CrashReport? report);

    [LoggerMessage(EventId = 33, EventName = "QuarantineTrial", Level = LogLevel.Information, Message = "{Message}")]
    public static partial void QuarantineTrial(ILogger logger, string message);

    [LoggerMessage(EventId = 34, EventName = "QuarantineEnded", Level = LogLevel.Information, Message = "{Message}")]
    public static partial void QuarantineEnded(ILogger logger, string message);

    [LoggerMessage(EventId = 35, EventName = "QuarantinePardoned", Level = LogLevel.Information, Message = "{Message}")]
    public static partial void QuarantinePardoned(ILogger logger, string message);

    [LoggerMessage(EventId = 40, EventName = "ActionRefused", Level = LogLevel.Warning, Message = "Worker process {ProcessId}: {Action}")]
    public static partial void ActionRefused(ILogger logger, int processId, string action);

    [LoggerMessage(EventId = 60, EventName = "CallWarning", Level = LogLevel.Warning, Message = "{Prototype}: {Warning}")]
    public static partial void CallWarning(ILogger logger, string prototype, string warning);

    [LoggerMessage(EventId = 61, EventName = "DeclarationMismatch", Level = LogLevel.Warning, Message = "{Prototype}: {Finding}")]
    public static partial void DeclarationMismatch(ILogger logger, string prototype, string finding);

    [LoggerMessage(EventId = 62, EventName = "HeaderProblem", Level = LogLevel.Warning, Message = "{Problem}")]
    public static partial void HeaderProblem(ILogger logger, string problem);

    [LoggerMessage(EventId = 63, EventName = "DeclarationUnchecked", Level = LogLevel.Debug, Message = "{Prototype}: unchecked: {Reason}")]
    public static partial void DeclarationUnchecked(ILogger logger, string prototype, string reason);
}
