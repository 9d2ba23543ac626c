using FfiIsolation.Cli.Calls;

namespace FfiIsolation.Cli.Host;

/// <summary>A real function.</summary>
internal sealed class BoundFunction : IBoundFunction
{
    private readonly NativeFunction _function;

    public BoundFunction(NativeFunction function) => _function = function;

    public async ValueTask<CallResult> InvokeAsync(CallOptions options, NativeArgument[] arguments)
    {
        NativeResult result = await _function.InvokeAsync(options, arguments).ConfigureAwait(false);
        return new CallResult(result.ConstantName ?? result.Value, result.Errno, result.Warning);
    }
}
