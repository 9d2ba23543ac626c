using FfiIsolation.Quarantining;

namespace FfiIsolation;

/// <summary>
/// What a host refuses to call since it keeps killing workers, by <see cref="NativeHostOptions.Quarantine"/>. Safe for use from many threads.
/// </summary>
public sealed class HostQuarantine
{
    private readonly Suspects _suspects;

    internal HostQuarantine(Suspects suspects) => _suspects = suspects;

    /// <summary>What is in quarantine now.</summary>
    public IReadOnlyList<QuarantineEntry> Entries => [.. _suspects.Circuits.Where(circuit => !circuit.IsClosed).Select(circuit => circuit.Entry)];

    /// <summary>Ends a quarantine: what was held against the function or library is forgotten.</summary>
    /// <param name="entry">One of <see cref="Entries"/>, or the evidence of an exception.</param>
    /// <returns>Whether there was something to forget.</returns>
    public bool Pardon(QuarantineEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.Circuit is { } circuit && _suspects.Pardon(circuit);
    }

    /// <summary>Forgets everything that is held against a function, whatever its arguments.</summary>
    /// <param name="function">The function, of the host or of one of its sessions.</param>
    /// <returns>Whether there was something to forget.</returns>
    public bool Pardon(NativeFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return function.Target.Suspicion?.Circuits.Count(_suspects.Pardon) > 0;
    }

    /// <summary>Forgets everything.</summary>
    public void PardonAll() => Array.ForEach(_suspects.Circuits, circuit => _suspects.Pardon(circuit));

    /// <summary>Gives a function a policy of its own, for all its calls from now on, in the host and its sessions. What was held against it is forgotten.</summary>
    /// <param name="function">The function: all that were made from the same prototype of the same library.</param>
    /// <param name="policy">The policy; null for the host's own.</param>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public void SetPolicy(NativeFunction function, QuarantinePolicy? policy)
    {
        ArgumentNullException.ThrowIfNull(function);
        var mistakes = new OptionMistakes();
        policy?.Check(mistakes, nameof(policy));
        mistakes.ThrowIfAny();
        _suspects.SetPolicy(function.Target, policy);
    }
}
