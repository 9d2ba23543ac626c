using FfiIsolation;

namespace FfiIsolation.Testing;

/// <summary>Where faults come from.</summary>
public static class NativeHostExtensions
{
    /// <summary>Takes the calls of a host and of its sessions, those that are open included, under control of a test. No other host is concerned, so tests that have hosts of their own may run side by side.</summary>
    /// <param name="host">The host.</param>
    /// <returns>Where the test says what is to go wrong. Disposing it ends all faults; the host lives on.</returns>
    /// <exception cref="InvalidOperationException">Another test has injected faults into this host and has not disposed them.</exception>
    /// <exception cref="LibraryNotFoundException">The libraries of this package do not lie beside the worker.</exception>
    public static FaultInjection InjectFaults(this NativeHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return new FaultInjection(host);
    }
}
