using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Lanes;

/// <summary>
/// Every fault of the fault library over the lane that this run does not take: outcome, report, after-state. The same tests, in a process of their own. Only what is about
/// faults: the whole suite runs over the other lane by FFI_ISOLATION_LANE.
/// </summary>
public sealed class OtherLaneTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(4);

    private static readonly string[] s_faults =
        ["-class", "FfiIsolation.ProcessTests.Catalogue.*", "-class", "FfiIsolation.ProcessTests.Crashes.*", "-class", "FfiIsolation.ProcessTests.Papers.CrashModelTests"];

    [Fact(Timeout = 5 * Patience.Deadline)]
    public async Task Faults_end_alike_over_the_other_lane()
    {
        LaneChoice own;
        await using (NativeHost host = await NativeHost.StartAsync(RecordedHost.Options, TestContext.Current.CancellationToken))
        {
            own = host.Lane;
        }

        (int status, string output) = await SolutionProgram.RunAsync(
            Path.Combine(AppContext.BaseDirectory, "FfiIsolation.ProcessTests"), s_faults, s_patience,
            ("FFI_ISOLATION_LANE", own == LaneChoice.Rpc ? "shared-memory" : "rpc"));
        Assert.True(status == 0, output);
        Assert.Matches(@"Total: [2-9]\d\d, Errors: 0, Failed: 0, Skipped: 0", output);
    }
}
