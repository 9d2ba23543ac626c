using System.Diagnostics;
using System.Runtime.InteropServices;
using FfiIsolation.Cli.Calls;
using FfiIsolation.Cli.Printing;
using FfiIsolation.Rpc;

namespace FfiIsolation.Cli.Doctor;

/// <summary>Finds out what works here by trying it: starts a host, makes a call, crashes one on purpose, and makes another.</summary>
internal sealed class Examination
{
    private static readonly CallRequest GoodCall = new("c", "const char *gnu_get_libc_version(void)", Array.Empty<string>());
    private static readonly CallRequest BadCall = new("c", "size_t strlen(const char *s)", new[] { "null" });
    private static readonly CallRequest WrongCall = new("c", "int atoi(void)", Array.Empty<string>());

    // Where nothing is reserved, it is an address that nothing is mapped at, or that is somebody else's.
    private const string Untold = "the addresses that tell of a missing parameter are not reserved in the worker; some wrong prototypes will not be told";

    private readonly HostStarter _startHost;
    private readonly List<Finding> _findings = new();

    public Examination(HostStarter startHost) => _startHost = startHost;

    /// <summary>All findings, in the order of looking. If no worker starts, the last one says why.</summary>
    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        Add("ffi", $"{ProductVersion.Value}, protocol {ProtocolLimits.ProtocolVersion}, {RuntimeInformation.FrameworkDescription}");
        Add("platform", $"{RuntimeInformation.OSDescription.Trim()}, {RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} processors");
        try
        {
            long start = Stopwatch.GetTimestamp();
            await using ICallHost host = await _startHost(new NativeHostOptions(), _ => { }, cancellationToken).ConfigureAwait(false);
            Add("worker", $"{host.WorkerPath}, started in {DurationWords.Of(Stopwatch.GetElapsedTime(start))}");
            await ExamineCallsAsync(host, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is WorkerUnavailableException or PlatformNotSupportedException)
        {
            // Exactly what was to be found out.
            Add("worker", ErrorText.Of(error), isGood: false);
        }

        _findings.AddRange(Limits.Of(new NativeHostOptions()));
        return _findings;
    }

    private async Task ExamineCallsAsync(ICallHost host, CancellationToken cancellationToken)
    {
        CallOutcome good = await CallRunner.RunAsync(host, GoodCall, names: null, cancellationToken).ConfigureAwait(false);
        bool works = good.Outcome == Outcome.Completed;
        Add("calls", works ? $"they work; the C library is glibc {ValueText.Of(good.Value)}" : ErrorText.Of(good.Error!), works);
        CallOutcome bad = await CallRunner.RunAsync(host, BadCall, names: null, cancellationToken).ConfigureAwait(false);
        Add("guard", GuardText(bad.Report), bad.Report is { Registers.Count: > 0 });
        CallOutcome wrong = await CallRunner.RunAsync(host, WrongCall, names: null, cancellationToken).ConfigureAwait(false);
        string? hint = wrong.Report is { SignalCode: "SEGV_ACCERR" } report ? report.Hints.FirstOrDefault(one => one.Contains("a parameter is missing", StringComparison.Ordinal)) : null;
        Add("registers", hint is null ? Untold : $"a prototype made wrong on purpose was told: {hint}", hint is not null);
        CallOutcome next = await CallRunner.RunAsync(host, GoodCall, names: null, cancellationToken).ConfigureAwait(false);
        bool recovered = next.Outcome == Outcome.Completed;
        Add("recovery", recovered ? $"the call after a crash took {DurationWords.Of(next.Elapsed)}" : ErrorText.Of(next.Error!), recovered);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private static string GuardText(CrashReport? report) =>
        report is { Registers.Count: > 0 }
            ? $"it saw a crash made on purpose: {report.SignalName}, {report.Registers.Count} registers, {report.Stack.Count} stack frames"
            : "a crash made on purpose was not seen; reports will say less";

    private void Add(string subject, string text, bool isGood = true) => _findings.Add(new Finding(subject, text, isGood));
}
