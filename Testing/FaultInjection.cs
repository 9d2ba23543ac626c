// Decides for each call of a host whether it goes well. Which calls are hit is decided by Polly's chaos strategies, one for each fault; what a fault does is real, and happens in the worker.
using System.Collections.Concurrent;
using FfiIsolation.Calls;
using FfiIsolation.Injection;
using Polly;

namespace FfiIsolation.Testing;

/// <summary>The faults of one host, for as long as a test wants them: <c>faults.On("sqlite3_step").Call(3).Crashes()</c>. Safe for use from many threads.</summary>
public sealed class FaultInjection : ICallInterceptor, IDisposable
{
    private readonly NativeHost _host;
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, FaultySpot> _spots = new(StringComparer.Ordinal);
    private readonly List<InjectedFault> _faults = [];

    internal FaultInjection(NativeHost host)
    {
        _host = host;
        Code = new InjectedCode(host);
        if (!host.TryIntercept(this))
        {
            throw new InvalidOperationException("Faults are injected into this host already. Dispose those first, or give each test a host of its own.");
        }
    }

    /// <summary>All faults of this injection, in the order in which they were asked for.</summary>
    public IReadOnlyList<InjectedFault> Faults
    {
        get
        {
            lock (_lock)
            {
                return [.. _faults];
            }
        }
    }

    internal InjectedCode Code { get; }

    internal Confinement Confinement => _host.Options.Confinement;

    internal int MaxQueuedCalls => _host.Options.MaxQueuedCalls;

    /// <summary>Chooses the function that something is to happen to.</summary>
    /// <param name="function">Its name, whatever library it is in: one that was declared on this host or on one of its sessions, or that a library exports which this host has loaded.</param>
    /// <exception cref="ArgumentException">The host knows no such function; names near ones.</exception>
    /// <exception cref="ObjectDisposedException">The injection has ended.</exception>
    public FunctionFaults On(string function)
    {
        ArgumentNullException.ThrowIfNull(function);
        ThrowIfEnded();
        string[] known = _host.Catalog.FunctionNames();
        if (!known.Contains(function, StringComparer.Ordinal))
        {
            IReadOnlyList<string> near = NearNames.Find(function, known);
            string advice = near.Count == 0
                ? "Load its library or declare it first."
                : $"Did you mean {string.Join(", ", near.Select(name => $"'{name}'"))}? If not, load its library or declare it first.";
            throw new ArgumentException($"The host knows no function '{function}'. {advice}", nameof(function));
        }

        return new FunctionFaults(this, function);
    }

    /// <summary>Ends all faults: calls that begin from now on are as usual.</summary>
    public void Dispose() => _host.EndInterception(this);

    FunctionTarget ICallInterceptor.Choose(FunctionTarget function, int place) =>
        _spots.TryGetValue(function.Prototype.Name, out FaultySpot? spot) ? spot.Choose(function, place) : function;

    /// <summary>The prototypes that a function was declared by so far.</summary>
    internal IEnumerable<FunctionTarget> Declared(string function) => _host.Catalog.Declared(function);

    internal InjectedFault Add(InjectedFault fault, Action<ResiliencePipelineBuilder> strategy)
    {
        lock (_lock)
        {
            ThrowIfEnded();
            _faults.Add(fault);
            _spots.GetOrAdd(fault.Function, static _ => new FaultySpot()).Add(fault, strategy);
            return fault;
        }
    }

    private void ThrowIfEnded() => ObjectDisposedException.ThrowIf(_host.Interceptor != this, this);
}
