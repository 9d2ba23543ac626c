using System.Diagnostics.CodeAnalysis;
using FfiIsolation;
using FfiIsolation.Extensions.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Hosts of native functions as services.</summary>
public static class FfiIsolationServiceCollectionExtensions
{
    private const string Binds = "Binds options by reflection.";

    /// <summary>Adds a <see cref="NativeHost"/> as a singleton, which starts when it is first asked for and ends with the container. Its options (<see cref="NativeHostOptions"/>) are checked when the application starts, and
    /// log entries go to the application's <see cref="ILoggerFactory"/> if they name no other. Added again, it is the same host, and each configuration is applied in its turn.</summary>
    /// <param name="services">The services.</param>
    /// <exception cref="OptionsValidationException">At the start of the application, or when the host is first asked for: options are out of their range. One message for each.</exception>
    public static IServiceCollection AddFfiIsolation(this IServiceCollection services) => Add(services, null, null);

    /// <inheritdoc cref="AddFfiIsolation(IServiceCollection)"/>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets options.</param>
    public static IServiceCollection AddFfiIsolation(this IServiceCollection services, Action<NativeHostOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return Add(services, null, configure);
    }

    /// <inheritdoc cref="AddFfiIsolation(IServiceCollection)"/>
    /// <param name="services">The services.</param>
    /// <param name="section">Where options are read from: numbers, times, and names of presets. A key that is no option is refused when they are read, and so is a value that cannot be (<see cref="InvalidOperationException"/>, a line for each).</param>
    [RequiresUnreferencedCode(Binds)]
    [RequiresDynamicCode(Binds)]
    public static IServiceCollection AddFfiIsolation(this IServiceCollection services, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return Add(services, null, options => OptionsSection.Bind(section, options));
    }

    /// <summary>The same for one of several hosts: a keyed service, <c>[FromKeyedServices("media")] NativeHost</c>. Its options are those of the same name, and its <see cref="NativeHostOptions.Name"/> is the key if they say no other.</summary>
    /// <inheritdoc cref="AddFfiIsolation(IServiceCollection)"/>
    /// <param name="services">The services.</param>
    /// <param name="key">The host's key.</param>
    public static IServiceCollection AddKeyedFfiIsolation(this IServiceCollection services, string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return Add(services, key, null);
    }

    /// <inheritdoc cref="AddKeyedFfiIsolation(IServiceCollection, string)"/>
    /// <param name="services">The services.</param>
    /// <param name="key">The host's key.</param>
    /// <param name="configure">Sets options.</param>
    public static IServiceCollection AddKeyedFfiIsolation(this IServiceCollection services, string key, Action<NativeHostOptions> configure)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(configure);
        return Add(services, key, configure);
    }

    /// <inheritdoc cref="AddKeyedFfiIsolation(IServiceCollection, string)"/>
    /// <param name="services">The services.</param>
    /// <param name="key">The host's key.</param>
    /// <param name="section">Where options are read from, as for a host without a key.</param>
    [RequiresUnreferencedCode(Binds)]
    [RequiresDynamicCode(Binds)]
    public static IServiceCollection AddKeyedFfiIsolation(this IServiceCollection services, string key, IConfiguration section)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(section);
        return Add(services, key, options => OptionsSection.Bind(section, options));
    }

    private static IServiceCollection Add(IServiceCollection services, string? key, Action<NativeHostOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        string name = key ?? Options.Options.DefaultName;
        OptionsBuilder<NativeHostOptions> options = services.AddOptions<NativeHostOptions>(name).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<NativeHostOptions>, OptionsValidation>());
        if (key is null)
        {
            services.TryAddSingleton(provider => new HostInstance(provider, name));
            services.TryAddSingleton(provider => provider.GetRequiredService<HostInstance>().Start());
        }
        else
        {
            options.Configure(host => host.Name = host.Name == NativeHostOptions.DefaultName ? key : host.Name);
            services.TryAddKeyedSingleton(key, (provider, _) => new HostInstance(provider, name));
            services.TryAddKeyedSingleton(key, (provider, _) => provider.GetRequiredKeyedService<HostInstance>(key).Start());
        }

        if (configure is not null)
        {
            options.Configure(configure);
        }

        options.PostConfigure<IServiceProvider>((host, provider) => host.LoggerFactory ??= provider.GetService<ILoggerFactory>());
        return services;
    }
}
