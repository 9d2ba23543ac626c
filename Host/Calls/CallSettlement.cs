// What a caller gets when its worker died with the call on board: a pure decision.
using FfiIsolation.Workers;

namespace FfiIsolation.Calls;

internal static class CallSettlement
{
    public static Exception FromDeath(WorkerDeath death, PreparedCall call, TimeSpan timeout, Exception? thrown = null)
    {
        // A callback that passed on how the worker died says nothing new.
        Exception? inner = thrown is CallFailedException ? null : thrown;
        string name = call.Name;

        // What happened outranks what the host was about to do: a worker that crashed before the kill reached it has crashed.
        return (death with { KilledBecause = death.KilledBecause is null ? null : death.Report.KillReason }) switch
        {
            { KilledBecause: KillReason.Timeout } => new CallTimeoutException(name, call.Many?.Timeout ?? timeout, death.Report, inner),
            { KilledBecause: KillReason.Disposed or KillReason.Shutdown } =>
                new WorkerLostException($"The host or session was disposed while {name} ran.", death.Entered, death.Report),
            { KilledBecause: KillReason.Cancelled } =>
                new WorkerLostException($"{name} was cancelled and its worker killed.", death.Entered, death.Report),
            { KilledBecause: KillReason.ProtocolViolation } =>
                new WorkerLostException($"The worker of {name} broke the protocol and was killed.", death.Entered, death.Report),
            { KilledBecause: KillReason.PipeClosed } =>
                new WorkerLostException($"The pipe of {name}'s worker was closed while it ran, perhaps by native code that closes descriptors which it did not open.", death.Entered, death.Report),
            { KilledBecause: KillReason.Stopped, Entered: true } =>
                new WorkerLostException($"The worker of {name} was stopped from outside (SIGSTOP) and killed.", started: true, death.Report),
            { KilledBecause: KillReason.ThreadExited } => new NativeCrashException(death.Report, inner),
            { Entered: false } => new WorkerNotEnteredException(death.Report),
            { Ended: true } =>
                new WorkerLostException($"{name} ran to its end, but its worker ended before the result arrived: {death.Report.Summary}", started: true, death.Report),
            _ => new NativeCrashException(death.Report, inner),
        };
    }
}
