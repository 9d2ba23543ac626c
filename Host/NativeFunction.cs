using System.Runtime.CompilerServices;
using FfiIsolation.Calls;
using FfiIsolation.Diagnostics;
using FfiIsolation.Ownership;

namespace FfiIsolation;

/// <summary>
/// A native function, bound to its prototype. Each call runs in a worker process: of a host, in any that is free; of a session, in the session's own.
/// Safe for use from many threads.
/// </summary>
public sealed partial class NativeFunction
{
    private readonly ICallScope _scope;
    private readonly FunctionTarget _target;
    private readonly NativeHost _host;
    private CallLabels? _labels;

    internal NativeFunction(ICallScope scope, IsolatedLibrary library, FunctionTarget target)
    {
        _scope = scope;
        Library = library;
        _target = target;
        _host = scope.Host;
    }

    internal ICallScope Scope => _scope;

    internal FunctionTarget Target => _target;

    internal CallLabels Labels => _labels ??= new CallLabels(_target, _host.Options.Name);

    /// <summary>Whether somebody measures calls, or a test has to do with those of this host. All that a call pays for either while nobody does.</summary>
    private bool IsWatched => (Telemetry.IsListened && !_host.Options.CallsAreUnwatched) || _host.Interceptor is not null;

    /// <summary>The parsed declaration.</summary>
    public Prototype Prototype => _target.Prototype;

    /// <summary>The library.</summary>
    public IsolatedLibrary Library { get; }

    /// <summary>Calls the function and waits for the result.</summary>
    /// <param name="arguments">One for each parameter.</param>
    /// <returns>What the function returned.</returns>
    /// <exception cref="ArgumentException">An argument does not fit the prototype; nothing ran.</exception>
    /// <exception cref="CallRejectedException">A pointer is not of this scope, or too many calls wait; nothing ran.</exception>
    /// <exception cref="FunctionQuarantinedException">The function keeps killing workers; nothing ran.</exception>
    /// <exception cref="NativeCrashException">The function ended its worker; the report says how and where.</exception>
    /// <exception cref="CppException">The function threw a C++ exception.</exception>
    /// <exception cref="BufferOverrunException">The function left a buffer that it was lent; nothing that it gave is handed over.</exception>
    /// <exception cref="CallTimeoutException">The function did not return in time; its worker was killed.</exception>
    /// <exception cref="WorkerLostException">The worker ended for another reason; says whether the call had started.</exception>
    /// <exception cref="WorkerUnavailableException">No worker can be had; nothing ran.</exception>
    public NativeResult Invoke(params ReadOnlySpan<NativeArgument> arguments) => Invoke(CallOptions.Default, arguments);

    /// <inheritdoc cref="Invoke(ReadOnlySpan{NativeArgument})"/>
    /// <param name="options">Timeout, cancellation, retry.</param>
    /// <param name="arguments">One for each parameter.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled; the function may still run for the grace period.</exception>
    [OverloadResolutionPriority(-1)]
    public NativeResult Invoke(CallOptions options, params ReadOnlySpan<NativeArgument> arguments)
    {
        ArgumentNullException.ThrowIfNull(options);
        return IsWatched ? WatchedCall.Invoke(this, options, arguments) : Make(options, arguments, watched: null);
    }

    internal NativeResult Make(CallOptions options, ReadOnlySpan<NativeArgument> arguments, WatchedCall? watched)
    {
        FunctionTarget target = watched is null ? _target : watched.Choose();
        arguments = Encoded(arguments);
        if (options.CancellationToken.CanBeCanceled || OwnedArguments.Concern(target.Prototype, arguments))
        {
            return StartAndWait(target, options, arguments, watched);
        }

        options.Validate();

        // Everything that can be wrong with the arguments is found here, before a worker is asked for. A call that ends well leaves its object to
        // the next; of one that does not, a report or a lane may still hold it.
        PreparedCall call = target.Plan.Prepare(target, arguments, _scope.PointerGeneration);
        watched?.Prepared(call);
        if (target.Suspicion is not null)
        {
            return Guarded(call, options);
        }

        _scope.Invoke(call, options);
        return call.Hand();
    }

    /// <inheritdoc cref="Invoke(ReadOnlySpan{NativeArgument})"/>
    public ValueTask<NativeResult> InvokeAsync(params ReadOnlySpan<NativeArgument> arguments) => InvokeAsync(CallOptions.Default, arguments);

    /// <inheritdoc cref="Invoke(CallOptions, ReadOnlySpan{NativeArgument})"/>
    [OverloadResolutionPriority(-1)]
    public ValueTask<NativeResult> InvokeAsync(CallOptions options, params ReadOnlySpan<NativeArgument> arguments)
    {
        ArgumentNullException.ThrowIfNull(options);
        return IsWatched ? WatchedCall.InvokeAsync(this, options, arguments) : Start(options, arguments, watched: null);
    }

    /// <summary>The prototype.</summary>
    public override string ToString() => Prototype.ToString();

    internal ValueTask<NativeResult> Start(CallOptions options, ReadOnlySpan<NativeArgument> arguments, WatchedCall? watched) =>
        StartEncoded(watched is null ? _target : watched.Choose(), options, Encoded(arguments), watched);

    /// <summary>The arguments, their text in the function's own encoding if it has one.</summary>
    private ReadOnlySpan<NativeArgument> Encoded(ReadOnlySpan<NativeArgument> arguments) =>
        _target.Plan.TextEncoding is { } encoding ? TextArguments.Encode(Prototype, arguments, encoding) : arguments;

    [MethodImpl(MethodImplOptions.NoInlining)] // what only some calls need is not to be cleared for all
    private NativeResult StartAndWait(FunctionTarget target, CallOptions options, ReadOnlySpan<NativeArgument> arguments, WatchedCall? watched) =>
        StartEncoded(target, options, arguments, watched).AsTask().GetAwaiter().GetResult();

    [MethodImpl(MethodImplOptions.NoInlining)] // likewise
    private ValueTask<NativeResult> StartEncoded(FunctionTarget target, CallOptions options, ReadOnlySpan<NativeArgument> arguments, WatchedCall? watched)
    {
        options.Validate();
        if (OwnedArguments.Concern(target.Prototype, arguments))
        {
            return new(StartOwned(target, options, arguments));
        }

        PreparedCall call = target.Plan.Prepare(target, arguments, _scope.PointerGeneration);
        watched?.Prepared(call);
        return target.Suspicion is null ? _scope.InvokeAsync(call, options) : new(GuardedAsync(call.Detached(), options));
    }

    private Task<NativeResult> StartOwned(FunctionTarget target, CallOptions options, ReadOnlySpan<NativeArgument> arguments)
    {
        NativeArgument[] owned = OwnedArguments.Transfer(target.Prototype, arguments);

        // As if they were lent, for the checks alone: where the memory will lie is known in the worker.
        PreparedCall lent = target.Plan.Prepare(
            target, Encoded(OwnedArguments.AsLent(target.Prototype, owned, _scope.PointerGeneration)), _scope.PointerGeneration);
        OwnedArguments.CheckText(target.Prototype, owned, lent);
        lent.Recycle();
        return target.Suspicion is null ? _scope.InvokeAsync(target, owned, options) : GuardedAsync(target, owned, options);
    }
}
