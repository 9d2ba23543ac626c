using FfiIsolation.Libraries;
using FfiIsolation.Quarantining;
using FfiIsolation.Supervision;
using FfiIsolation.Workers;

namespace FfiIsolation.Calls;

/// <summary>Where a function's calls run: any free worker of a host, or the one worker of a session.</summary>
internal interface ICallScope
{
    /// <summary>The host whose workers run them.</summary>
    NativeHost Host { get; }

    /// <summary>The generation whose pointers may be passed; null where none may.</summary>
    int? PointerGeneration { get; }

    /// <summary>What calls of functions that have ended workers go through.</summary>
    CallQuarantine Quarantine { get; }

    /// <summary>Sees to it that the function is there.</summary>
    Task BindAsync(FunctionTarget function, CancellationToken cancellationToken);

    /// <summary>Does something with variables in a worker: of a session, in its own when it is its turn.</summary>
    Task<T> RunAsync<T>(Func<WorkerProcess, VariableAccess, Task<T>> run, string name, CancellationToken cancellationToken);

    /// <summary>Makes a call.</summary>
    /// <param name="call">The call, whose inputs are copied before this returns with the call under way: the caller may go away before it ends. It is recycled where it ends at once.</param>
    ValueTask<NativeResult> InvokeAsync(PreparedCall call, CallOptions options);

    /// <summary>Makes a call some of whose arguments are memory that has to be allocated in the worker first.</summary>
    Task<NativeResult> InvokeAsync(FunctionTarget function, NativeArgument[] arguments, CallOptions options);

    /// <summary>What makes calls in a worker that somebody has.</summary>
    CallRunner Runner { get; }

    /// <summary>Does something in a worker, on the caller's thread: of a session, in its own when it is its turn.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled before there was a worker.</exception>
    void Run(Action<WorkerProcess> run, string name, CancellationToken cancellationToken);

    /// <summary>Makes a call on the caller's thread, which no token can free before it ends. What the function returned is in the call then.</summary>
    void Invoke(PreparedCall call, CallOptions options);
}
