using FfiIsolation.Calls;
using FfiIsolation.Tests.Crashes;
using FfiIsolation.Tests.Rpc;
using FfiIsolation.Workers;

namespace FfiIsolation.Tests.Calls;

public sealed class CallSettlementTests
{
    private const int Killed = 9;
    private const int Crashed = 11;

    [Theory]
    [InlineData(KillReason.Timeout, Killed, true, false, typeof(CallTimeoutException), null)]
    [InlineData(KillReason.Timeout, Killed, false, false, typeof(CallTimeoutException), null)]
    [InlineData(KillReason.Disposed, Killed, true, false, typeof(WorkerLostException), true)]
    [InlineData(KillReason.Disposed, Killed, false, false, typeof(WorkerLostException), false)]
    [InlineData(KillReason.Shutdown, Killed, false, false, typeof(WorkerLostException), false)]
    [InlineData(KillReason.Cancelled, Killed, true, false, typeof(WorkerLostException), true)]
    [InlineData(KillReason.ProtocolViolation, Killed, true, true, typeof(WorkerLostException), true)]
    [InlineData(KillReason.ThreadExited, Killed, true, true, typeof(NativeCrashException), null)]
    [InlineData(null, Crashed, true, false, typeof(NativeCrashException), null)]
    [InlineData(null, Crashed, true, true, typeof(WorkerLostException), true)]
    [InlineData(null, Crashed, false, false, typeof(WorkerNotEnteredException), null)]
    [InlineData(null, 0, true, false, typeof(NativeCrashException), null)]

    // It crashed before the kill reached it.
    [InlineData(KillReason.Timeout, Crashed, true, false, typeof(NativeCrashException), null)]
    [InlineData(KillReason.ProtocolViolation, Crashed, true, false, typeof(NativeCrashException), null)]
    [InlineData(KillReason.Cancelled, Crashed, false, false, typeof(WorkerNotEnteredException), null)]
    public void Each_death_gives_its_caller_one_thing(KillReason? reason, int status, bool entered, bool ended, Type expected, bool? started)
    {
        CrashReport report = new DeathBuilder().Status(status).With(facts => facts with { KillReason = reason }).Report;
        var call = CallSamples.Prepare("int f(void)");
        Exception e = CallSettlement.FromDeath(new WorkerDeath(report, reason, call, entered, ended), call, TimeSpan.FromSeconds(3));
        Assert.IsType(expected, e);
        Assert.Equal(started, (e as WorkerLostException)?.Started);
        Assert.Same(report, e switch
        {
            NativeCrashException crash => crash.Report,
            CallTimeoutException timeout => timeout.Report,
            WorkerLostException lost => lost.Report,
            WorkerNotEnteredException notEntered => notEntered.Report,
            _ => null,
        });
    }
}
