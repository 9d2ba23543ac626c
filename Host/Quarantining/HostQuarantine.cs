using FfiIsolation.Quarantining;

namespace FfiIsolation;

/// <summary>
/// What a host refuses to call since it keeps killing workers, by <see cref="NativeHostOptions.Quarantine"/>. Safe for use from many threads.
/// </summary>
public sealed class HostQuarantine
{
    private readonly NativeHost _host;
    private readonly Suspects _suspects;

    internal HostQuarantine(NativeHost host, Suspects suspects)
    {
        _host = host;
        _suspects = suspects;
    }

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
    /// <exception cref="ArgumentException">The function is of another host; a value is out of its range; <see cref="QuarantinePolicy.LibraryDeaths"/> is set, which is of the host's policy alone: neither null,
    /// nor its default, nor what the host has.</exception>
    public void SetPolicy(NativeFunction function, QuarantinePolicy? policy)
    {
        ArgumentNullException.ThrowIfNull(function);
        if (function.Scope.Host != _host)
        {
            throw new ArgumentException($"{function.Prototype.Name} is a function of another host, whose quarantine has its policy.", nameof(function));
        }

        var mistakes = new OptionMistakes();
        policy?.Check(mistakes, nameof(policy));
        int? ofHost = _host.Options.Quarantine.LibraryDeaths;
        if (policy?.LibraryDeaths is { } deaths && deaths != ofHost && deaths != new QuarantinePolicy().LibraryDeaths)
        {
            mistakes.Add($"{nameof(policy)}.{nameof(QuarantinePolicy.LibraryDeaths)} is {deaths}: it is of the host's policy alone ({nameof(NativeHostOptions)}.{nameof(NativeHostOptions.Quarantine)}).");
        }

        mistakes.ThrowIfAny(nameof(policy));
        _suspects.SetPolicy(function.Target, policy);
    }
}
