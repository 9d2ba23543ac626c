using FfiIsolation.Cli.Calls;

namespace FfiIsolation.Cli.Scenarios;

/// <summary>The words by which a scenario can tell outcomes of one kind apart, the most telling first.</summary>
internal static class OutcomeDetails
{
    public static IReadOnlyList<string> Of(CallOutcome outcome) => outcome.Error switch
    {
        NativeCrashException crash => OfReport(crash.Report),
        CppException thrown => new[] { thrown.TypeName },
        CallRejectedException or ArgumentException => new[] { KindOf(outcome.Error) },
        _ => Array.Empty<string>(),
    };

    private static string[] OfReport(CrashReport report)
    {
        string cause = report.Cause.ToString();
        return report.SignalName is { } signal ? new[] { signal, cause } : new[] { cause };
    }

    // LibraryNotFoundException is written LibraryNotFound; all mistakes in arguments are one kind.
    private static string KindOf(Exception error) =>
        error is ArgumentException ? "Argument" : error.GetType().Name.Replace("Exception", "", StringComparison.Ordinal);
}
