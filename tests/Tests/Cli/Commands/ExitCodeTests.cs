using FfiIsolation.Cli.Calls;
using FfiIsolation.Cli.Commands;

namespace FfiIsolation.Tests.Cli.Commands;

public sealed class ExitCodeTests
{
    public static TheoryData<string, Exception> Failures => new()
    {
        { "70 crashed", new NativeCrashException(Outcomes.Report) },
        { "70 threw", new CppException("f", "std::runtime_error", "no") },
        { "70 workerLost", new WorkerLostException("gone", started: true, report: null) },
        { "70 overran", new BufferOverrunException(new CrashedCall { Function = "f", Prototype = "void f(void)", LibraryPath = "" }, [], completed: true) },
        { "75 timedOut", new CallTimeoutException("f", TimeSpan.FromSeconds(1), Outcomes.Report) },
        { "75 cancelled", new OperationCanceledException() },
        { "75 cancelled", new TaskCanceledException() },
        { "66 rejected", new LibraryNotFoundException("nope", [], null) },
        { "66 rejected", new SymbolNotFoundException("nope", "libm.so", [], null) },
        { "64 rejected", Assert.Throws<PrototypeException>(() => Prototype.Parse("nonsense")) },
        { "64 rejected", new StaleHandleException("stale", NativePointer.Null) },
        { "64 rejected", new ArgumentException("bad") },
        { "69 rejected", new QueueFullException(10) },
        { "69 unavailable", new WorkerUnavailableException("none") },
        { "69 unavailable", new PlatformNotSupportedException("no") },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void Each_failure_has_its_exit_status_and_outcome(string expected, Exception error)
    {
        CallOutcome outcome = Outcomes.Failed(error);
        Assert.Equal(expected, $"{outcome.ExitCode} {OutcomeName.Of(outcome.Outcome)}");
    }

    [Fact]
    public void A_mistake_of_the_program_is_no_outcome() => Assert.Null(FfiIsolation.Cli.Calls.Failures.OutcomeOf(new InvalidOperationException()));

    [Theory]
    [InlineData(0, 70, 70)]
    [InlineData(70, 0, 70)]
    [InlineData(75, 70, 70)]
    [InlineData(69, 75, 75)]
    [InlineData(70, 69, 70)]
    [InlineData(66, 64, 66)]
    [InlineData(0, 0, 0)]
    public void Of_two_calls_the_worse_counts(int left, int right, int expected) => Assert.Equal(expected, ExitCode.Worse(left, right));
}
