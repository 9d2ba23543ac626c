using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FfiIsolation.Extensions.Hosting;

/// <summary>A host of the container, known before it is started: so that a health check can ask without starting it. The container owns the host.</summary>
internal sealed class HostInstance(IServiceProvider services, string name)
{
    private volatile NativeHost? _started;

    /// <summary>The host; null while nobody has asked for it.</summary>
    public NativeHost? Started => _started;

    /// <summary>Starts the host. Called by the container, once unless it fails.</summary>
    public NativeHost Start() => _started = NativeHost.Start(services.GetRequiredService<IOptionsMonitor<NativeHostOptions>>().Get(name));
}
