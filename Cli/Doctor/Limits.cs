using System.Globalization;
using FfiIsolation.Cli.Commands;
using FfiIsolation.Confining;
using FfiIsolation.Rpc;

namespace FfiIsolation.Cli.Doctor;

/// <summary>What is limited, and by how much unless an application says otherwise.</summary>
internal static class Limits
{
    public static IEnumerable<Finding> Of(NativeHostOptions options)
    {
        yield return new Finding("lanes", "rpc: JSON-RPC with MessagePack over a named pipe; chosen automatically");
        yield return new Finding("pipes", $"in a directory of their own under {Path.GetTempPath()}, for this user alone");
        yield return new Finding("confinement", $"{options.Confinement.Name} unless an application says otherwise");
        foreach (Confinement preset in new[] { Confinement.Limited, Confinement.Confined })
        {
            string? missing = ConfinementSupport.WhatIsMissing(preset, ConfinementSupport.LandlockVersion);
            yield return new Finding("confinement", preset.WhyUnsupported ?? $"{preset.Name} holds here{(missing is null ? "" : $", but {missing}")}", preset.WhyUnsupported is null);
        }

        yield return new Finding("time", $"a call {DurationText.Write(options.CallTimeout)}, a start {DurationText.Write(options.StartTimeout)}");
        yield return new Finding("workers", Invariant($"{options.MaxWorkers} at a time, {options.Spares} spare, {options.MaxSessions} sessions, {options.MaxQueuedCalls:N0} calls waiting"));
        yield return new Finding("restarts", Invariant($"{options.RestartBudget.Restarts?.ToString("N0", CultureInfo.InvariantCulture) ?? "unlimited"} in {DurationText.Write(options.RestartBudget.Window)}, then a break of {DurationText.Write(options.RestartBudget.Break)}"));
        yield return new Finding("quarantine", Invariant($"a function after {options.Quarantine.FunctionDeaths} deaths in {DurationText.Write(options.Quarantine.Window)}, or {options.Quarantine.ArgumentsDeaths} by the same arguments, for {DurationText.Write(options.Quarantine.Break)}"));
        yield return new Finding("sizes", Invariant($"{PrototypeLimits.MaximumParameters} parameters, messages of {ProtocolLimits.MaxMessageBytes:N0} bytes (larger buffers in a channel of their own), returned texts of {options.MaxTextBytes:N0} bytes"));
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
