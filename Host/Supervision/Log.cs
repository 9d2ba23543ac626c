// Every log entry of the host. Event ids are never used again for another message.
using Microsoft.Extensions.Logging;

namespace FfiIsolation.Supervision;

internal static partial class Log
{
    [LoggerMessage(EventId = 1, EventName = "SupervisionStep", Level = LogLevel.Information, Message = "{Kind}: {Message} Last death: {Death}")]
    public static partial void SupervisionStep(ILogger logger, SupervisionEventKind kind, string message, string? death);

    [LoggerMessage(EventId = 2, EventName = "SupervisionWarning", Level = LogLevel.Warning, Message = "{Kind}: {Message}\n{Report}")]
    public static partial void SupervisionWarning(ILogger logger, SupervisionEventKind kind, string message, CrashReport? report);

    [LoggerMessage(EventId = 3, EventName = "BudgetSpent", Level = LogLevel.Error, Message = "{Message}\n{Report}")]
    public static partial void BudgetSpent(ILogger logger, string message, CrashReport? report);

    [LoggerMessage(EventId = 4, EventName = "HandlerFailed", Level = LogLevel.Error, Message = "An event handler of the application failed.")]
    public static partial void HandlerFailed(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 5, EventName = "EventDropped", Level = LogLevel.Warning, Message = "The application's handlers of {Events} events are {Pending} behind; the oldest was dropped.")]
    public static partial void EventDropped(ILogger logger, string events, int pending);

    [LoggerMessage(EventId = 10, EventName = "OwnershipMistake", Level = LogLevel.Warning, Message = "{Kind}: {Message}")]
    public static partial void OwnershipMistake(ILogger logger, OwnershipEventKind kind, string message);

    [LoggerMessage(EventId = 40, EventName = "ActionRefused", Level = LogLevel.Warning, Message = "Worker process {ProcessId}: {Action}")]
    public static partial void ActionRefused(ILogger logger, int processId, string action);
}
