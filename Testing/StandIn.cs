using FfiIsolation.Calls;
using FfiIsolation.Injection;
using FfiIsolation.Libraries;
using FfiIsolation.Workers;

namespace FfiIsolation.Testing;

/// <summary>A function of this package that is called in another's place, once: where a call is made again because its worker died of it, the function itself is called.</summary>
/// <param name="code">What is called.</param>
/// <param name="keep">What is called right before, in the same worker, to tell it what to do; null for nothing.</param>
/// <param name="toKeep">The arguments of <paramref name="keep"/>, by the address of the function itself.</param>
internal sealed class StandIn(NativeFunction code, NativeFunction? keep = null, Func<ulong, NativeArgument[]>? toKeep = null)
{
    public IStandIn For(FunctionTarget function) => new Once(this, function);

    private async Task<ulong> BindAsync(ulong real, Binder binder, WorkerProcess worker, TimeSpan timeout)
    {
        ulong address = await binder.BindAsync(worker, code.Target, timeout).ConfigureAwait(false);
        if (keep is not null)
        {
            await binder.BindAsync(worker, keep.Target, timeout).ConfigureAwait(false);
            await Binder.CallAsync(worker, keep.Target, toKeep!(real), timeout).ConfigureAwait(false);
        }

        return address;
    }

    private sealed class Once(StandIn standIn, FunctionTarget function) : IStandIn
    {
        private WorkerProcess? _worker;

        public async Task<ulong> BindAsync(Binder binder, WorkerProcess worker, TimeSpan timeout)
        {
            ulong real = await binder.BindAsync(worker, function, timeout).ConfigureAwait(false);
            if (_worker?.KnownDeath is { Entered: true })
            {
                return real;
            }

            _worker = worker;
            return await standIn.BindAsync(real, binder, worker, timeout).ConfigureAwait(false);
        }
    }
}
