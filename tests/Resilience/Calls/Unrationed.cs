namespace FfiIsolation.Resilience.Calls;

/// <summary>Hosts that take every crash: nothing rations deaths, and nothing makes a call again by itself.</summary>
internal static class Unrationed
{
    public static NativeHostOptions Options { get; } = new() { RestartBudget = RestartBudget.Unlimited, Quarantine = QuarantinePolicy.Off, CallRetries = 0 };
}
