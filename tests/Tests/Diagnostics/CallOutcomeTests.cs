using FfiIsolation.Crashes;
using FfiIsolation.Diagnostics;
using FfiIsolation.Images;

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

    public static TheoryData<string?, Exception?, bool, bool, string?> ListedEndings() => new()
    {
        { nameof(ListedState.Completed), null, false, false, "completed" },
        { nameof(ListedState.Stopped), null, false, false, "completed" },
        { nameof(ListedState.Unfit), null, false, false, "rejected" },
        { nameof(ListedState.NotRun), null, false, false, null },
        { nameof(ListedState.Threw), new CppException("f", "int", null), true, false, "threw" },
        { nameof(ListedState.Threw), new NativeCrashException(s_report), false, false, "threw" }, // of one that ran all the same
        { nameof(ListedState.NotRun), new NativeCrashException(s_report), true, false, "crashed" },
        { nameof(ListedState.Completed), new NativeCrashException(s_report), false, false, "completed" },
        { nameof(ListedState.NotRun), new NativeCrashException(s_report), false, false, null },
        { nameof(ListedState.NotRun), new CallTimeoutException("f", TimeSpan.FromSeconds(1), s_report), true, false, "timed_out" },
        { nameof(ListedState.Completed), new BufferOverrunException(new CrashedCall { Function = "f", Prototype = "void f(void)", LibraryPath = "" }, [], completed: true), true, false, "overran" },
        { null, new NativeCrashException(s_report), false, false, "lost" }, // the record is gone
        { null, new OperationCanceledException(s_cancelled), false, false, "cancelled" },
        { nameof(ListedState.NotRun), new QueueFullException(1), false, true, "rejected" },
        { nameof(ListedState.NotRun), new WorkerLostException("lost", started: false, s_report), false, true, "lost" },
        { nameof(ListedState.NotRun), new NativeCrashException(s_report), false, true, "rejected" }, // while a library was loaded
        { null, new ArgumentException("too large"), false, true, "rejected" },
    };

    [Theory]
    [MemberData(nameof(ListedEndings))]
    public void A_call_of_a_list_has_one_outcome_or_is_none(string? state, Exception? failure, bool isItsOwn, bool noneRan, string? outcome) =>
        Assert.Equal(outcome, CallOutcome.OfListed(state is null ? null : Enum.Parse<ListedState>(state), failure, isItsOwn, noneRan, CallOutcome.Of(failure, hasRun: false, s_cancelled)));

    [Fact]
    public void Attribute_values_are_in_snake_case() =>
        Assert.Equal(("null_pointer", "bus_error", "protocol_violation"), (SnakeCase<CrashCause>.Of(CrashCause.NullPointer), SnakeCase<CrashCause>.Of(CrashCause.BusError), SnakeCase<KillReason>.Of(KillReason.ProtocolViolation)));
}
