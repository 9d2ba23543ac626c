using System.ComponentModel;
using System.Runtime.CompilerServices;
using FfiIsolation.Supervision;

namespace FfiIsolation.Typed;

/// <summary>A function as a typed proxy calls it: with the options of its method, and with its warnings told to the host, since a typed result has no place for them. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class TypedFunction
{
    private readonly NativeFunction _function;
    private readonly CallOptions _options;
    private readonly HostEvents _events;
    private int _hasWarned;

    internal TypedFunction(NativeFunction function, CallOptions options, HostEvents events)
    {
        options.Validate();
        _function = function;
        _options = options;
        _events = events;
    }

    /// <summary>The function itself.</summary>
    public NativeFunction Function => _function;

    /// <summary>Calls the function and waits for the result.</summary>
    /// <param name="arguments">One for each parameter.</param>
    public NativeResult Invoke(params ReadOnlySpan<NativeArgument> arguments)
    {
        NativeResult result = _function.Invoke(_options, arguments);
        TellWarning(in result);
        return result;
    }

    /// <summary>Calls the function and waits for its value.</summary>
    /// <typeparam name="T">The .NET type that its result is, by width, sign and kind.</typeparam>
    /// <param name="arguments">One for each parameter.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // within the proxy's method: one frame less for a call that takes a quarter of a microsecond
    public T Call<T>(params ReadOnlySpan<NativeArgument> arguments)
        where T : unmanaged
    {
        NativeResult result = _function.Invoke(_options, arguments);
        if (result.Warning is not null)
        {
            TellWarning(in result);
        }

        return result.As<T>();
    }

    /// <summary>Calls the function.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <param name="arguments">One for each parameter.</param>
    public ValueTask<NativeResult> InvokeAsync(CancellationToken cancellationToken, params ReadOnlySpan<NativeArgument> arguments)
    {
        CallOptions options = cancellationToken.CanBeCanceled ? _options with { CancellationToken = cancellationToken } : _options;
        ValueTask<NativeResult> call = _function.InvokeAsync(options, arguments);
        if (!call.IsCompletedSuccessfully)
        {
            return new(FinishAsync(call));
        }

        NativeResult result = call.Result;
        TellWarning(in result);
        return new(result);
    }

    private async Task<NativeResult> FinishAsync(ValueTask<NativeResult> call)
    {
        NativeResult result = await call.ConfigureAwait(false);
        TellWarning(in result);
        return result;
    }

    private void TellWarning(in NativeResult result)
    {
        if (result.Warning is { } warning && Interlocked.Exchange(ref _hasWarned, 1) == 0)
        {
            _events.RaiseWarning(_function.Prototype.ToString(), warning);
        }
    }
}
