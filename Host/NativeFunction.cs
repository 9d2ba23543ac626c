using System.Runtime.CompilerServices;
using FfiIsolation.Calls;

namespace FfiIsolation;

/// <summary>
/// A native function, bound to its prototype. Each call runs in a worker process: of a host, in any that is free; of a session, in the session's own.
/// Safe for use from many threads.
/// </summary>
public sealed class NativeFunction
{
    private readonly ICallScope _scope;
    private readonly FunctionTarget _target;

    internal NativeFunction(ICallScope scope, IsolatedLibrary library, FunctionTarget target)
    {
        _scope = scope;
        Library = library;
        _target = target;
    }

    /// <summary>The parsed declaration.</summary>
    public Prototype Prototype => _target.Prototype;

    /// <summary>The library.</summary>
    public IsolatedLibrary Library { get; }

    /// <summary>Calls the function and waits for the result.</summary>
    /// <param name="arguments">One for each parameter.</param>
    /// <returns>What the function returned.</returns>
    /// <exception cref="ArgumentException">An argument does not fit the prototype; nothing ran.</exception>
    /// <exception cref="CallRejectedException">A pointer is not of this scope, or too many calls wait; nothing ran.</exception>
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
    public NativeResult Invoke(CallOptions options, params ReadOnlySpan<NativeArgument> arguments) =>
        Start(options, arguments).GetAwaiter().GetResult();

    /// <inheritdoc cref="Invoke(ReadOnlySpan{NativeArgument})"/>
    public ValueTask<NativeResult> InvokeAsync(params ReadOnlySpan<NativeArgument> arguments) => new(Start(CallOptions.Default, arguments));

    /// <inheritdoc cref="Invoke(CallOptions, ReadOnlySpan{NativeArgument})"/>
    [OverloadResolutionPriority(-1)]
    public ValueTask<NativeResult> InvokeAsync(CallOptions options, params ReadOnlySpan<NativeArgument> arguments) => new(Start(options, arguments));

    /// <summary>The prototype.</summary>
    public override string ToString() => Prototype.ToString();

    private Task<NativeResult> Start(CallOptions options, ReadOnlySpan<NativeArgument> arguments)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();

        if (_target.Plan.TextEncoding is { } encoding)
        {
            arguments = TextArguments.Encode(Prototype, arguments, encoding);
        }

        // Everything that can be wrong with the arguments is found here, before a worker is asked for.
        PreparedCall call = _target.Plan.Prepare(_target, arguments, _scope.PointerGeneration);
        return _scope.InvokeAsync(call, options);
    }
}
