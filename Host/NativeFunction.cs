using System.Runtime.CompilerServices;
using FfiIsolation.Calls;
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

    internal NativeFunction(ICallScope scope, IsolatedLibrary library, FunctionTarget target)
    {
        _scope = scope;
        Library = library;
        _target = target;
    }

    internal ICallScope Scope => _scope;

    internal FunctionTarget Target => _target;

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
        arguments = Encoded(arguments);
        if (options.CancellationToken.CanBeCanceled || OwnedArguments.Concern(_target.Prototype, arguments))
        {
            return StartEncoded(options, arguments).AsTask().GetAwaiter().GetResult();
        }

        options.Validate();

        // Everything that can be wrong with the arguments is found here, before a worker is asked for. A call that ends well leaves its object to
        // the next; of one that does not, a report or a lane may still hold it.
        PreparedCall call = _target.Plan.Prepare(_target, arguments, _scope.PointerGeneration);
        NativeResult result = _target.Suspicion is null ? _scope.Invoke(call, options) : Guarded(call, options);
        call.Recycle();
        return result;
    }

    /// <inheritdoc cref="Invoke(ReadOnlySpan{NativeArgument})"/>
    public ValueTask<NativeResult> InvokeAsync(params ReadOnlySpan<NativeArgument> arguments) => Start(CallOptions.Default, arguments);

    /// <inheritdoc cref="Invoke(CallOptions, ReadOnlySpan{NativeArgument})"/>
    [OverloadResolutionPriority(-1)]
    public ValueTask<NativeResult> InvokeAsync(CallOptions options, params ReadOnlySpan<NativeArgument> arguments) => Start(options, arguments);

    /// <summary>The prototype.</summary>
    public override string ToString() => Prototype.ToString();

    private ValueTask<NativeResult> Start(CallOptions options, ReadOnlySpan<NativeArgument> arguments)
    {
        ArgumentNullException.ThrowIfNull(options);
        return StartEncoded(options, Encoded(arguments));
    }

    /// <summary>The arguments, their text in the function's own encoding if it has one.</summary>
    private ReadOnlySpan<NativeArgument> Encoded(ReadOnlySpan<NativeArgument> arguments) =>
        _target.Plan.TextEncoding is { } encoding ? TextArguments.Encode(Prototype, arguments, encoding) : arguments;

    private ValueTask<NativeResult> StartEncoded(CallOptions options, ReadOnlySpan<NativeArgument> arguments)
    {
        options.Validate();
        if (OwnedArguments.Concern(_target.Prototype, arguments))
        {
            return new(StartOwned(options, arguments));
        }

        PreparedCall call = _target.Plan.Prepare(_target, arguments, _scope.PointerGeneration);
        return _target.Suspicion is null ? _scope.InvokeAsync(call, options) : new(GuardedAsync(call.Detached(), options));
    }

    private Task<NativeResult> StartOwned(CallOptions options, ReadOnlySpan<NativeArgument> arguments)
    {
        NativeArgument[] owned = OwnedArguments.Transfer(_target.Prototype, arguments);

        // As if they were lent, for the checks alone: where the memory will lie is known in the worker.
        PreparedCall lent = _target.Plan.Prepare(
            _target, Encoded(OwnedArguments.AsLent(_target.Prototype, owned, _scope.PointerGeneration)), _scope.PointerGeneration);
        OwnedArguments.CheckText(_target.Prototype, owned, lent);
        lent.Recycle();
        return _target.Suspicion is null ? _scope.InvokeAsync(_target, owned, options) : GuardedAsync(owned, options);
    }
}
