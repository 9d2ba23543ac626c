namespace FfiIsolation.Cli.Calls;

/// <summary>A function ready to be called.</summary>
internal interface IBoundFunction
{
    ValueTask<CallResult> InvokeAsync(CallOptions options, NativeArgument[] arguments);
}
