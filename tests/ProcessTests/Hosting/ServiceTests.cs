using FfiIsolation.ProcessTests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FfiIsolation.ProcessTests.Hosting;

/// <summary>FfiIsolation.Extensions.Hosting in an application: what runs there.</summary>
public sealed class ServiceTests
{
    [Fact(Timeout = Patience.Deadline)]
    public async Task A_host_is_a_singleton_that_logs_where_the_application_does_and_ends_with_it()
    {
        var recording = new Recording();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<ILoggerFactory>(recording);
        builder.Services.AddFfiIsolation(options => options.Spares = 0).AddFfiIsolation(options => options.MaxWorkers = 1);
        IHost application = builder.Build();
        await application.StartAsync();
        NativeHost host = application.Services.GetRequiredService<NativeHost>();
        Assert.Same(host, application.Services.CreateScope().ServiceProvider.GetRequiredService<NativeHost>());
        int worker = (int)await (await host.FunctionAsync("c", "int getpid(void)")).InvokeAsync();
        Assert.True(ProcessTable.Exists(worker));
        await Eventually.HoldsAsync(
            () => recording.Entries.Any(entry => entry.StartsWith("Information HostStarted Host default started: 1 workers at most, 0 spare", StringComparison.Ordinal)), () => string.Join('\n', recording.Entries));
        await application.StopAsync();
        application.Dispose();
        await ProcessTable.AreGoneAsync(worker);
        Assert.Throws<ObjectDisposedException>(() => host.Load("m"));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Keyed_hosts_are_apart_and_named_by_their_keys()
    {
        await using ServiceProvider services = new ServiceCollection()
            .AddKeyedFfiIsolation("media", options => options.MaxWorkers = 1)
            .AddKeyedFfiIsolation("crypto", options => options.Name = "secrets")
            .BuildServiceProvider();
        using var media = new Measurements("media");
        using var crypto = new Measurements("secrets");
        NativeHost first = services.GetRequiredKeyedService<NativeHost>("media"), second = services.GetRequiredKeyedService<NativeHost>("crypto");
        Assert.NotSame(first, second);
        Assert.Null(services.GetService<NativeHost>());
        NativeFunction process = await first.FunctionAsync("c", "int getpid(void)");
        await process.InvokeAsync();
        Assert.Equal((1, 0), (media.Sum("ffi.calls"), crypto.Sum("ffi.calls")));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_health_check_starts_nothing_and_says_what_the_host_knows()
    {
        int[] before = ProcessTable.Children();
        IServiceCollection collection = new ServiceCollection().AddLogging().AddFfiIsolation(options =>
        {
            options.MaxWorkers = 1;
            options.Spares = 0;
            options.RestartBudget = new RestartBudget { Restarts = 1, Break = TimeSpan.FromHours(1) };
        });
        collection.AddHealthChecks().AddFfiIsolation(tags: ["native"]);
        await using ServiceProvider services = collection.BuildServiceProvider();
        HealthCheckService health = services.GetRequiredService<HealthCheckService>();
        HealthReport report = await health.CheckHealthAsync();
        Assert.Equal((HealthStatus.Healthy, "ffi-isolation"), (report.Status, Assert.Single(report.Entries).Key));
        Assert.Empty(ProcessTable.Children().Except(before));

        NativeHost host = services.GetRequiredService<NativeHost>();
        HealthReportEntry entry = (await health.CheckHealthAsync()).Entries["ffi-isolation"];
        Assert.Equal((HealthStatus.Healthy, 1, 0), (entry.Status, entry.Data["idleWorkers"], entry.Data["openSessions"]));
        Assert.Equal(["native"], entry.Tags);
        NativeFunction crash = await host.FaultAsync("int null_read(void)");
        for (int i = 0; i < 2; i++)
        {
            await Assert.ThrowsAsync<NativeCrashException>(async () => await crash.InvokeAsync());
        }

        await Eventually.HoldsAsync(() => host.Status.Health == HostHealth.Unhealthy, () => $"It is {host.Status}.");
        entry = (await health.CheckHealthAsync()).Entries["ffi-isolation"];
        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.StartsWith("The restart budget is spent", entry.Description, StringComparison.Ordinal);
        Assert.StartsWith("null_read crashed: SIGSEGV", (string)entry.Data["lastCrash"], StringComparison.Ordinal);
    }
}
