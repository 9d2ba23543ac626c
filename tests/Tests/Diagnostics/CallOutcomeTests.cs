using FfiIsolation.Crashes;
using FfiIsolation.Diagnostics;

namespace FfiIsolation.Tests.Diagnostics;

public sealed class CallOutcomeTests
{
    private static readonly CrashReport s_report = new(new DeathFacts { ProcessId = 1, Generation = 1, Time = default });
    private static readonly CancellationToken s_cancelled = new(canceled: true);

    public static TheoryData<Exception?, bool, string> Endings() => new()
    {
        { null, true, "completed" },
        { new NativeCrashException(s_report), false, "crashed" },
        { new NativeCrashException(s_report), true, "crashed" },
        { new BufferOverrunException(new CrashedCall { Function = "f", Prototype = "void f(void)", LibraryPath = "" }, [], completed: true), false, "overran" },
        { new CallTimeoutException("f", TimeSpan.FromSeconds(1), s_report), false, "timed_out" },
        { new WorkerLostException("lost", started: true, s_report), false, "lost" },
        { new CppException("f", "int", null), true, "threw" },
        { new OperationCanceledException(s_cancelled), false, "cancelled" },
        { new ArgumentException("wrong"), false, "rejected" },
        { new ArgumentException("of a callback"), true, "threw" },
        { new InvalidTimeZoneException("of a callback"), false, "threw" },
        { new QueueFullException(1), false, "rejected" },
        { new WorkerUnavailableException("none"), false, "rejected" },
        { new ObjectDisposedException("host"), false, "rejected" },
    };

    [Theory]
    [MemberData(nameof(Endings))]
    public void A_call_has_one_outcome(Exception? failure, bool hasRun, string outcome)
    {
        Assert.Equal(outcome, CallOutcome.Of(failure, hasRun, s_cancelled));
        Assert.Contains(outcome, CallOutcome.All);
    }

    [Fact]
    public void A_cancellation_that_nobody_asked_for_is_the_callback_s() =>
        Assert.Equal("threw", CallOutcome.Of(new OperationCanceledException(), hasRun: true, CancellationToken.None));

    [Fact]
    public void Attribute_values_are_in_snake_case() =>
        Assert.Equal(("null_pointer", "bus_error", "protocol_violation"), (SnakeCase<CrashCause>.Of(CrashCause.NullPointer), SnakeCase<CrashCause>.Of(CrashCause.BusError), SnakeCase<KillReason>.Of(KillReason.ProtocolViolation)));
}
