namespace FfiIsolation.Diagnostics;

/// <summary>The names of attributes on measurements and activities. All but OpenTelemetry's own are in the namespace <c>ffi</c>.</summary>
internal static class FfiAttributes
{
    /// <summary>The function's name.</summary>
    public const string Function = "ffi.function";

    /// <summary>The library's file, without its folder.</summary>
    public const string Library = "ffi.library";

    /// <summary><see cref="NativeHostOptions.Name"/>.</summary>
    public const string Host = "ffi.host";

    /// <summary><c>call</c>, <c>batch</c>, or <c>listed</c> for a call of a list.</summary>
    public const string Kind = "ffi.call.kind";

    /// <summary>How it ended: <see cref="CallOutcome"/>.</summary>
    public const string Outcome = "ffi.outcome";

    /// <summary>How many calls a list has.</summary>
    public const string ListSize = "ffi.call_list.size";

    /// <summary>The call at which a list stopped or failed, from 0.</summary>
    public const string ListIndex = "ffi.call_list.index";

    /// <summary>A <see cref="CrashCause"/> in snake case.</summary>
    public const string Cause = "ffi.crash.cause";

    /// <summary>A <see cref="FfiIsolation.KillReason"/> in snake case, where the host ended the worker.</summary>
    public const string KillReason = "ffi.kill.reason";

    /// <summary>What a worker does: idle, busy, starting, session, abandoned.</summary>
    public const string State = "ffi.worker.state";

    /// <summary>The worker's number in the order of starts.</summary>
    public const string Generation = "ffi.worker.generation";

    /// <summary>The worker's process id.</summary>
    public const string WorkerProcess = "ffi.worker.pid";

    /// <summary>The system call that was refused.</summary>
    public const string SystemCall = "ffi.system_call";

    /// <summary>OpenTelemetry's: the type of the exception.</summary>
    public const string ErrorType = "error.type";
}
