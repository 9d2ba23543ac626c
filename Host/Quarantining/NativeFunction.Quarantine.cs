// Calls of a function that has ended workers.
using FfiIsolation.Calls;

namespace FfiIsolation;

public sealed partial class NativeFunction
{
    private NativeResult Guarded(PreparedCall call, CallOptions options) => _scope.Quarantine.Guard(
        call.Function,
        call,
        options.CancellationToken,
        apart => apart is null ? InvokeInScope(call, options) : _scope.Runner.CallApartAsync(apart, call, options).GetAwaiter().GetResult());

    private NativeResult InvokeInScope(PreparedCall call, CallOptions options)
    {
        _scope.Invoke(call, options);
        return call.Value;
    }

    private Task<NativeResult> GuardedAsync(PreparedCall call, CallOptions options) => _scope.Quarantine.GuardAsync(
        call.Function,
        call,
        options.CancellationToken,
        apart => apart is null ? _scope.InvokeAsync(call, options).AsTask() : _scope.Runner.CallApartAsync(apart, call, options));

    private Task<NativeResult> GuardedAsync(FunctionTarget target, NativeArgument[] arguments, CallOptions options) => _scope.Quarantine.GuardAsync(
        target,
        null,
        options.CancellationToken,
        apart => apart is null ? _scope.InvokeAsync(target, arguments, options) : _scope.Runner.CallApartAsync(apart, target, arguments, options));
}
