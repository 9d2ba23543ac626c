using FfiIsolation.Extensions.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace FfiIsolation.Tests.Hosting;

/// <summary>What AddFfiIsolation adds. No host is started.</summary>
public sealed class RegistrationTests
{
    [Fact]
    public async Task Options_out_of_range_stop_the_application_with_a_message_for_each()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddFfiIsolation(options =>
        {
            options.MaxWorkers = 0;
            options.Spares = 65;
        }).AddKeyedFfiIsolation("media", options => options.Name = "");
        using IHost application = builder.Build();
        AggregateException mistakes = await Assert.ThrowsAsync<AggregateException>(() => application.StartAsync());
        Assert.Equal(
            [
                "FfiIsolation 'media': Name.Length is 0; it must be from 1 to 100.",
                "FfiIsolation: MaxWorkers is 0; it must be from 1 to 256.",
                "FfiIsolation: Spares is 65; it must be from 0 to 64.",
            ],
            mistakes.InnerExceptions.Cast<OptionsValidationException>().SelectMany(mistake => mistake.Failures).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Options_come_from_a_section_and_from_code_in_turn()
    {
        IConfiguration section = Section(
            ("MaxWorkers", "3"), ("CallTimeout", "00:00:02"), ("Lane", "Rpc"), ("MaxRentedBytes", "4096"), ("RestartBudget:Restarts", "7"), ("RestartBudget:Break", "00:00:01"), ("WorkerPath", "/opt/ffi-worker"));
        NativeHostOptions options = OptionsOf(new ServiceCollection().AddFfiIsolation(section).AddFfiIsolation(options => options.Spares = 2));
        Assert.Equal((3, TimeSpan.FromSeconds(2), LaneChoice.Rpc, 4096, 2, "/opt/ffi-worker"), (options.MaxWorkers, options.CallTimeout, options.Lane, options.MaxRentedBytes, options.Spares, options.WorkerPath));
        Assert.Equal(new RestartBudget { Restarts = 7, Break = TimeSpan.FromSeconds(1) }, options.RestartBudget);
        Assert.Equal((1024, TimeSpan.FromMinutes(1)), (options.MaxQueuedCalls, options.RestartBudget.Window));
    }

    [Fact]
    public void Headers_of_libraries_come_from_a_section()
    {
        NativeHostOptions options = OptionsOf(new ServiceCollection().AddFfiIsolation(Section(
            ("DeclarationChecking", "Warn"), ("Headers:0:Library", "jpeg"), ("Headers:0:Header", "jpeglib.h"), ("Headers:0:Before:0", "stdio.h"), ("Headers:1:Library", "z"), ("Headers:1:Header", "zlib.h"), ("Headers:1:Macros:0", "ZLIB_CONST"))));
        Assert.Equal([("jpeg", "jpeglib.h", "stdio.h", ""), ("z", "zlib.h", "", "ZLIB_CONST")],
            options.Headers.Select(header => (header.Library, header.Header, string.Join(' ', header.Before), string.Join(' ', header.Macros))));
    }

    [Fact]
    public void A_section_changes_no_budget_but_its_own()
    {
        OptionsOf(new ServiceCollection().AddFfiIsolation(options => options.RestartBudget = RestartBudget.Unlimited).AddFfiIsolation(Section(("RestartBudget:Restarts", "7"))));
        Assert.Null(RestartBudget.Unlimited.Restarts);
    }

    [Fact]
    public void A_confinement_is_a_preset_by_name_or_one_with_changes()
    {
        Assert.Same(Confinement.Limited, OptionsOf(new ServiceCollection().AddFfiIsolation()).Confinement);
        Assert.Equal(Confinement.Confined, OptionsOf(new ServiceCollection().AddFfiIsolation(Section(("Confinement", "confined")))).Confinement);
        Confinement changed = OptionsOf(new ServiceCollection().AddFfiIsolation(
            Section(("Confinement:Preset", "Confined"), ("Confinement:MaxDescriptors", "99"), ("Confinement:ReadPaths:0", "/opt/codecs")))).Confinement;
        Assert.Equal(("Confined", false, 99), (changed.Name, changed.AllowSockets, changed.MaxDescriptors));
        Assert.Equal(["/opt/codecs"], changed.ReadPaths);
        Assert.Equal(64, OptionsOf(new ServiceCollection().AddFfiIsolation(Section(("Confinement:MaxDescriptors", "64")))).Confinement.MaxDescriptors);
        Assert.Equal((256, null), (Confinement.Confined.MaxDescriptors, Confinement.Limited.MaxDescriptors));
    }

    [Fact]
    public void Every_option_with_presets_takes_one_by_name_and_no_preset_is_changed()
    {
        NativeHostOptions named = OptionsOf(new ServiceCollection().AddFfiIsolation(Section(("Recycling", "Never"), ("Quarantine", "off"), ("RestartBudget", "Unlimited"))));
        Assert.Equal((WorkerRecycling.Never, QuarantinePolicy.Off, RestartBudget.Unlimited), (named.Recycling, named.Quarantine, named.RestartBudget));
        NativeHostOptions changed = OptionsOf(new ServiceCollection().AddFfiIsolation(Section(("Recycling:Preset", "Never"), ("Recycling:Calls", "9"))).AddFfiIsolation(Section(("Recycling:Age", "01:00:00"))));
        Assert.Equal(new WorkerRecycling { Calls = 9, Age = TimeSpan.FromHours(1), MemoryGrowthBytes = null }, changed.Recycling);
        OptionsOf(new ServiceCollection().AddFfiIsolation(options => (options.Recycling, options.Quarantine) = (WorkerRecycling.Never, QuarantinePolicy.Off))
            .AddFfiIsolation(Section(("Recycling:Calls", "9"), ("Quarantine:FunctionDeaths", "9"))));
        Assert.Equal((null, null), (WorkerRecycling.Never.Calls, QuarantinePolicy.Off.FunctionDeaths));
    }

    [Fact]
    public void All_mistakes_of_a_section_are_told_each_in_a_line_with_its_path()
    {
        IConfiguration section = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Ffi:MaxWorker"] = "3", ["Ffi:CallTimeout"] = "5s", ["Ffi:Spares"] = "many", ["Ffi:Lane"] = "Fast", ["Ffi:Recycling"] = "Ever", ["Ffi:Recycling:Frobnicate"] = "1",
            ["Ffi:Confinement:AllowFiles"] = "perhaps", ["Ffi:TimeProvider"] = "x", ["Ffi:LoggerFactory"] = "x", ["Ffi:ConfigureStart"] = "x", ["Ffi:MaxQueuedCalls"] = "7",
        }).Build().GetSection("Ffi");
        InvalidOperationException mistakes = Assert.Throws<InvalidOperationException>(() => OptionsOf(new ServiceCollection().AddFfiIsolation(section)));
        Assert.Equal(
            [
                "Ffi:CallTimeout is '5s', which is no time such as 00:00:05.",
                "Ffi:ConfigureStart cannot be set in a section, only in code.",
                "Ffi:Confinement:AllowFiles is 'perhaps', which is neither true nor false.",
                "Ffi:Lane is 'Fast', which is none of Automatic, Rpc, SharedMemory.",
                "Ffi:LoggerFactory cannot be set in a section, only in code.",
                "Ffi:MaxWorker is no option; did you mean MaxWorkers?",
                "Ffi:Recycling is 'Ever', which is no preset: Never.",
                "Ffi:Recycling:Frobnicate is no option.",
                "Ffi:Spares is 'many', which is no whole number, or too large a one.",
                "Ffi:TimeProvider cannot be set in a section, only in code.",
            ],
            mistakes.Message.Split(Environment.NewLine).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("MaxWorker", "3", "MaxWorker is no option; did you mean MaxWorkers?")]
    [InlineData("MaxWorkers", "three", "MaxWorkers is 'three', which is no whole number")]
    [InlineData("CallTimeout", "soon", "CallTimeout is 'soon', which is no time")]
    [InlineData("Confinement", "Closed", "Confinement is 'Closed', which is no preset")]
    [InlineData("Confinement:MaxMemory", "1", "MaxMemory")]
    [InlineData("Confinement:Name", "Confined", "'Name' of Confinement cannot be set.")]
    [InlineData("RestartBudget:Restart", "1", "Restart")]
    public void A_key_that_is_no_option_and_a_value_that_is_none_are_refused_by_name(string key, string value, string named) => Assert.Contains(
        named, Assert.Throws<InvalidOperationException>(() => OptionsOf(new ServiceCollection().AddFfiIsolation(Section((key, value))))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_keyed_host_is_named_by_its_key_unless_its_options_say_otherwise()
    {
        using ServiceProvider services = new ServiceCollection().AddKeyedFfiIsolation("media").AddKeyedFfiIsolation("crypto", options => options.Name = "secrets").BuildServiceProvider();
        IOptionsMonitor<NativeHostOptions> options = services.GetRequiredService<IOptionsMonitor<NativeHostOptions>>();
        Assert.Equal(("media", "secrets", "default"), (options.Get("media").Name, options.Get("crypto").Name, options.CurrentValue.Name));
    }

    [Fact]
    public async Task A_check_of_a_host_that_was_not_added_says_so()
    {
        IServiceCollection collection = new ServiceCollection().AddLogging();
        collection.AddHealthChecks().AddFfiIsolation("media");
        using ServiceProvider services = collection.BuildServiceProvider();
        HealthCheckService health = services.GetRequiredService<HealthCheckService>();
        InvalidOperationException mistake = await Assert.ThrowsAsync<InvalidOperationException>(() => health.CheckHealthAsync(TestContext.Current.CancellationToken));
        Assert.Contains("services.AddKeyedFfiIsolation(\"media\")", mistake.Message, StringComparison.Ordinal);
    }

    /// <summary>An option that only an initialiser can set would be out of reach of <c>AddFfiIsolation(options => …)</c>.</summary>
    [Fact]
    public void Every_option_can_be_set() => Assert.All(
        typeof(NativeHostOptions).GetProperties().Where(property => property.Name != "EqualityContract"),
        property => Assert.DoesNotContain(typeof(System.Runtime.CompilerServices.IsExternalInit), property.SetMethod!.ReturnParameter.GetRequiredCustomModifiers()));

    private static NativeHostOptions OptionsOf(IServiceCollection collection)
    {
        using ServiceProvider services = collection.BuildServiceProvider();
        return services.GetRequiredService<IOptions<NativeHostOptions>>().Value;
    }

    private static IConfiguration Section(params (string Key, string Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.ToDictionary(value => value.Key, value => (string?)value.Value)).Build();
}
