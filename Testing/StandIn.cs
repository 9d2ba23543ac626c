using FfiIsolation.Calls;
using FfiIsolation.Injection;
using FfiIsolation.Libraries;
using FfiIsolation.Workers;

namespace FfiIsolation.Testing;

/// <summary>A function of this package that is called in another's place, once: where a call is made again because its worker died of it, and in a batch from the second crossing on, the function itself is called.</summary>
/// <param name="code">What is called.</param>
/// <param name="keep">What is called right before, in the same worker, to tell it what to do; null for nothing.</param>
/// <param name="toKeep">The arguments of <paramref name="keep"/>, by the address of the function itself and the place of the call in its list.</param>
internal sealed class StandIn(NativeFunction code, NativeFunction? keep = null, Func<ulong, int, NativeArgument[]>? toKeep = null)
{
    /// <summary>As in native/injection: what is told what to do has an entry for each call that a list may have.</summary>
    private const int EntryBytes = 16;

    /// <summary>For a call of a function, by its place in its list: all calls of a list are told what to do before the first is made.</summary>
    public IStandIn For(FunctionTarget function, int place) => new Once(this, function, place);

    private async Task<ulong> BindAsync(ulong real, int place, Binder binder, WorkerProcess worker, TimeSpan timeout)
    {
        ulong address = await binder.BindAsync(worker, code.Target, timeout).ConfigureAwait(false);
        if (keep is null)
        {
            return address;
        }

        await binder.BindAsync(worker, keep.Target, timeout).ConfigureAwait(false);
        await Binder.CallAsync(worker, keep.Target, toKeep!(real, place), timeout).ConfigureAwait(false);
        return address + ((ulong)place * EntryBytes);
    }

    private sealed class Once(StandIn standIn, FunctionTarget function, int place) : IStandIn
    {
        private WorkerProcess? _worker;

        public async Task<ulong> BindAsync(Binder binder, WorkerProcess worker, TimeSpan timeout)
        {
            ulong real = await binder.BindAsync(worker, function, timeout).ConfigureAwait(false);
            if (_worker == worker || _worker?.KnownDeath is { Entered: true })
            {
                return real;
            }

            _worker = worker;
            return await standIn.BindAsync(real, place, binder, worker, timeout).ConfigureAwait(false);
        }
    }
}
