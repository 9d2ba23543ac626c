using FfiIsolation.Calls;
using FfiIsolation.Supervision;

namespace FfiIsolation.Quarantining;

/// <summary>What is held against one function: its circuit, and one for each of the last arguments that it died of.</summary>
internal sealed class Suspicion(FunctionTarget function, QuarantinePolicy policy, TimeProvider clock, HostEvents events)
{
    private const int MostArguments = 32;

    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, QuarantineCircuit> _byArguments = [];
    private QuarantineCircuit? _circuit;
    private int _wellInARow;

    public FunctionTarget Function => function;

    /// <summary>Every circuit that there is.</summary>
    public QuarantineCircuit[] Circuits
    {
        get
        {
            lock (_lock)
            {
                return _circuit is null ? [.. _byArguments.Values] : [_circuit, .. _byArguments.Values];
            }
        }
    }

    /// <summary>Whether the function is refused whatever its arguments.</summary>
    public bool IsOpen => Volatile.Read(ref _circuit) is { IsClosed: false };

    /// <summary>Whether nothing is held against the function.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_lock)
            {
                return _circuit is null && _byArguments.Count == 0;
            }
        }
    }

    /// <summary>The function has ended a worker.</summary>
    /// <returns>What the death counts against, not to be forgotten meanwhile. The narrowest first: it is what is told where both open at the same time.</returns>
    public QuarantineCircuit[] Hit(UInt128? arguments)
    {
        var affected = new List<QuarantineCircuit>(2);
        lock (_lock)
        {
            _wellInARow = 0;
            if (arguments is { } digest && policy.ArgumentsDeaths is { } same && OfNeedsLock(digest, same) is { } circuit)
            {
                affected.Add(circuit);
            }

            if (policy.FunctionDeaths is { } deaths)
            {
                affected.Add(_circuit ??= Create(QuarantineScope.Function, deaths));
            }

            affected.ForEach(circuit => circuit.Hit());
        }

        return [.. affected];
    }

    /// <summary>A call ended and its worker lives.</summary>
    /// <returns>Whether nothing is held against the function any more.</returns>
    public bool RecordWell()
    {
        lock (_lock)
        {
            // Good calls with other arguments say nothing of those that it dies of, and a busy function makes them in no time.
            bool isForgiven = ++_wellInARow >= policy.ForgivenAfter && _circuit is { IsForgivable: true };
            _circuit = isForgiven || _circuit is { IsForgotten: true } ? null : _circuit;
            Drop(circuit => circuit.IsForgotten);
            return _circuit is null && _byArguments.Count == 0;
        }
    }

    /// <summary>The circuits that a call has to pass: those that are not closed, the function's first.</summary>
    public QuarantineCircuit[] InTheWayOf(PreparedCall? call)
    {
        bool anyArguments;
        lock (_lock)
        {
            anyArguments = _byArguments.Values.Any(circuit => !circuit.IsClosed);
        }

        UInt128? digest = anyArguments && call is not null ? ArgumentDigest.Of(call) : null;
        lock (_lock)
        {
            QuarantineCircuit? same = digest is { } known ? _byArguments.GetValueOrDefault(known) : null;
            return [.. ((QuarantineCircuit?[])[_circuit, same]).OfType<QuarantineCircuit>().Where(circuit => !circuit.IsClosed)];
        }
    }

    /// <summary>Forgets a circuit.</summary>
    /// <returns>Whether it was one of these.</returns>
    public bool Remove(QuarantineCircuit circuit)
    {
        lock (_lock)
        {
            if (_circuit == circuit)
            {
                _circuit = null;
                return true;
            }

            return Drop(candidate => candidate == circuit) > 0;
        }
    }

    private int Drop(Predicate<QuarantineCircuit> which)
    {
        UInt128[] dropped = [.. _byArguments.Where(pair => which(pair.Value)).Select(pair => pair.Key)];
        Array.ForEach(dropped, digest => _byArguments.Remove(digest));
        return dropped.Length;
    }

    private QuarantineCircuit? OfNeedsLock(UInt128 digest, int deaths)
    {
        if (_byArguments.TryGetValue(digest, out QuarantineCircuit? circuit))
        {
            return circuit;
        }

        if (_byArguments.Count == MostArguments)
        {
            // The one that died longest ago makes room, unless all are in quarantine: then the function's own circuit has to do.
            KeyValuePair<UInt128, QuarantineCircuit> oldest = _byArguments.Where(pair => pair.Value.IsClosed).MinBy(pair => pair.Value.LastDeath);
            if (oldest.Value is null)
            {
                return null;
            }

            _byArguments.Remove(oldest.Key);
        }

        return _byArguments[digest] = Create(QuarantineScope.Arguments, deaths);
    }

    private QuarantineCircuit Create(QuarantineScope scope, int deaths) => new(
        new QuarantineEntry
        {
            Scope = scope, Prototype = function.Prototype, LibraryPath = function.LibraryPath, Deaths = 0, Window = policy.Window, Reports = [], RetryAfter = TimeSpan.Zero,
        },
        policy,
        deaths,
        clock,
        events);
}
