using System.Globalization;
using System.Text.Json;
using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Crashes;

/// <summary>One host for all tests of a class: it outlives every crash. Makes calls that crash and checks what every report must say.</summary>
public sealed class CrashHost : IAsyncLifetime
{
    private RecordedHost _recorded = null!;

    internal NativeHost Host => _recorded.Host;

    internal Recording Recording => _recorded.Recording;

    public async ValueTask InitializeAsync() => _recorded = await RecordedHost.StartAsync();

    public ValueTask DisposeAsync() => _recorded.DisposeAsync();

    /// <summary>Makes a call that ends its worker.</summary>
    /// <returns>The report, which names the call and the worker, both as a text and as JSON; the worker is gone and the next call is fine.</returns>
    internal async Task<CrashReport> CrashAsync(string prototype, params NativeArgument[] arguments) =>
        await CrashAsync(Faults.Library, prototype, arguments);

    internal async Task<CrashReport> CrashAsync(string library, string prototype, NativeArgument[] arguments)
    {
        NativeFunction function = await Host.FunctionAsync(library, prototype);
        NativeCrashException crash = await Assert.ThrowsAsync<NativeCrashException>(async () => await function.InvokeAsync(arguments));
        CrashReport report = crash.Report;

        Assert.Equal(report.Summary, crash.Message);
        Assert.NotNull(report.Call);
        Assert.Equal(function.Prototype.Name, report.Call.Function);
        Assert.Equal(function.Prototype.ToString(), report.Call.Prototype);
        Assert.Equal(library, report.Call.LibraryPath);
        Assert.Equal(arguments.Select(argument => argument.ToString()).Select(text => text == "null" ? "NULL" : text), report.Call.Arguments.Select(argument => argument.Text));
        Assert.True(report.Generation > 0);
        Assert.InRange(report.Uptime, TimeSpan.FromMicroseconds(1), TimeSpan.FromMinutes(5));
        Assert.InRange(report.CallCount, 1, 1000);
        Assert.InRange(report.Time, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddSeconds(1));
        Assert.True(report.MaxResidentBytes is null or > 1024 * 1024 && report.CpuTime > TimeSpan.Zero);
        await ProcessTable.AreGoneAsync(report.ProcessId);

        string text = report.ToString();
        Assert.Contains(report.Call.Prototype, text, StringComparison.Ordinal);
        Assert.Contains(report.Call.LibraryPath, text, StringComparison.Ordinal);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"process {report.ProcessId}"), text, StringComparison.Ordinal);
        Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, 160));
        using JsonDocument json = JsonDocument.Parse(report.ToJson());
        Assert.Equal(JsonValueKind.Object, json.RootElement.ValueKind);
        Assert.Contains(report.Call.Function, report.ToJson(), StringComparison.Ordinal);

        NativeFunction add = await Host.FaultAsync("int add(int a, int b)");
        Assert.Equal(5, (int)await add.InvokeAsync(2, 3));
        CrashReport told = await Recording.UntilCrashAsync(other => other.ProcessId == report.ProcessId);
        Assert.Same(report, told);
        return report;
    }

    /// <summary>The signal and where the stack shows it came from: on the thread of calls, in the function or what it called, back to the call.</summary>
    internal static void AssertSignal(CrashReport report, string signal, string code, CrashCause cause, string top)
    {
        Assert.Equal((signal, code, cause), (report.SignalName, report.SignalCode, report.Cause));
        Assert.Equal(CrashBlame.Call, report.Blame);
        Assert.Null(report.ExitCode);
        Assert.Null(report.KillReason);
        Assert.Equal(report.ProcessId, report.ThreadId);
        Assert.True(report.IsCallThread);
        Assert.Equal(18, report.Registers.Count);
        Assert.NotEmpty(report.Stack);
        Assert.True(report.StackIsComplete, report.ToString());
        Assert.Contains(report.Stack, frame => frame.Symbol == report.Call!.Function && frame.ModulePath == report.Call.LibraryPath);
        Assert.Equal(top, report.Stack[0].Symbol);
        Assert.Contains(report.Stack, frame => frame.IsCallGate);
        Assert.Contains(signal, report.Summary, StringComparison.Ordinal);
        Assert.Contains(report.Call!.Function, report.Summary, StringComparison.Ordinal);
    }

    internal static void AssertFault(CrashReport report, string signal, string code, CrashCause cause, ulong? address, FaultAccess access, string top)
    {
        AssertSignal(report, signal, code, cause, top);
        Assert.Equal((address, access), (report.FaultAddress, report.Access));
    }

    /// <summary>abort(): raised by libc, below the function.</summary>
    internal static void AssertAbort(CrashReport report, CrashCause cause, string inFunction)
    {
        Assert.Equal(("SIGABRT", "SI_TKILL", cause), (report.SignalName, report.SignalCode, report.Cause));
        Assert.Equal(CrashBlame.Call, report.Blame);
        Assert.Null(report.FaultAddress);
        Assert.True(report.IsCallThread);
        Assert.StartsWith("libc", report.Stack[0].Module, StringComparison.Ordinal);
        Assert.Contains(report.Stack, frame => frame.Symbol == inFunction);
        Assert.Contains(report.Stack, frame => frame.IsCallGate);
    }

    internal static void AssertHint(CrashReport report, string text) =>
        Assert.True(report.Hints.Any(hint => hint.Contains(text, StringComparison.Ordinal)), $"No hint has '{text}':\n{string.Join("\n", report.Hints)}");
}
