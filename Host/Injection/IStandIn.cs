using FfiIsolation.Libraries;
using FfiIsolation.Workers;

namespace FfiIsolation.Injection;

/// <summary>Other code that is called where a function would be, with its arguments and under its name.</summary>
internal interface IStandIn
{
    /// <summary>Makes a worker ready for the call, by whoever has the worker, right before it. Asked again where the call is made again in another worker, and
    /// for each further crossing of a batch.</summary>
    /// <returns>The address that is called.</returns>
    Task<ulong> BindAsync(Binder binder, WorkerProcess worker, TimeSpan timeout);
}
