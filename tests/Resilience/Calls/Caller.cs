namespace FfiIsolation.Resilience.Calls;

/// <summary>Makes calls, each with a bound, and enters into the ledger that it was made and how it ended.</summary>
internal sealed class Caller(OutcomeLedger ledger)
{
    /// <summary>Makes a call on a thread that waits for it, or asynchronously, as it falls.</summary>
    public Task<NativeResult> CallAsync(NativeFunction function, Random random, params NativeArgument[] arguments) =>
        CallAsync(function, new CallOptions(), random, arguments);

    public Task<NativeResult> CallAsync(NativeFunction function, CallOptions options, Random random, params NativeArgument[] arguments)
    {
        bool waits = random.Next(2) == 0;
        return CallAsync(
            function.Prototype.Name, () => waits ? Task.Run(() => function.Invoke(options, arguments)) : function.InvokeAsync(options, arguments).AsTask());
    }

    /// <summary>Makes any call.</summary>
    /// <exception cref="BrokenPromiseException">It did not end.</exception>
    public Task<T> CallAsync<T>(string name, Func<Task<T>> call) => ledger.CallAsync(name, () => Patiently.Await(call(), name));

    public Task CallAsync(string name, Func<Task> call) => CallAsync(name, async () =>
    {
        await call();
        return true;
    });
}
