// The functions and libraries that have ended workers of one host, and what is held against each. A function of which nothing is known costs its
// calls one look at a field; the first death makes the rest.
using FfiIsolation.Calls;
using FfiIsolation.Crashes;
using FfiIsolation.Supervision;
using FfiIsolation.Workers;

namespace FfiIsolation.Quarantining;

/// <param name="digest">Tells the arguments of a call; null for <see cref="ArgumentDigest"/>.</param>
internal sealed class Suspects(QuarantinePolicy policy, TimeProvider clock, HostEvents events, Func<PreparedCall, UInt128?>? digest = null)
{
    private const int MostFunctions = 128;
    private const int MostLibraries = 64;

    private readonly Lock _lock = new();
    private readonly List<Suspicion> _functions = [];
    private readonly Dictionary<string, QuarantineCircuit> _libraries = new(StringComparer.Ordinal);

    /// <summary>Every circuit that there is.</summary>
    public QuarantineCircuit[] Circuits
    {
        get
        {
            lock (_lock)
            {
                return [.. _functions.SelectMany(suspicion => suspicion.Circuits), .. _libraries.Values];
            }
        }
    }

    /// <summary>Counts an unexpected death against whoever is to blame for it. Before anybody else knows of it: this may be the death that opens a circuit.</summary>
    public void RecordDeath(WorkerDeath death)
    {
        if (Culprit.Of(death) is not { } culprit)
        {
            return;
        }

        if (culprit.Library is { } path)
        {
            RecordLibrary(path, death.Report, culprit.Cause);
        }
        else if (!culprit.Function.IsInternal && Counts(culprit.Function, culprit.Cause))
        {
            UInt128? arguments = null;
            if (culprit.Call is { } call)
            {
                // Apart, so that the function is refused also where its arguments cannot be told.
                events.Counting(death.Report, "the quarantine of calls with the same arguments", () => arguments = (digest ?? ArgumentDigest.Of)(call));
            }

            QuarantineCircuit[] affected;
            lock (_lock)
            {
                // By the lock under which suspicions are forgotten: this one has something to it from here on.
                affected = SuspicionOfNeedsLock(culprit.Function)?.Hit(arguments) ?? [];
            }

            Array.ForEach(affected, circuit => circuit.RecordDeath(death.Report));
        }
    }

    /// <summary>Counts a crash of a worker that was ending in good order against the library that its stack shows. Reads files; nobody waits for it.</summary>
    /// <param name="isLoaded">Whether a file is a library that the host loads, and the path by which it does.</param>
    public void RecordUnload(CrashReport report, Func<string, string?> isLoaded)
    {
        if (report.Evidence.Record is { Kind: CrashRecordKind.Signal }
            && report.Stack.Select(frame => frame.ModulePath is { } module ? isLoaded(module) : null).FirstOrDefault(path => path is not null) is { } library)
        {
            RecordLibrary(library, report, QuarantineCauses.Unload);
        }
    }

    /// <summary>What stands in the way of loading a library; null where nothing does.</summary>
    public QuarantineCircuit? InTheWayOf(string library)
    {
        lock (_lock)
        {
            return _libraries.TryGetValue(library, out QuarantineCircuit? circuit) && !circuit.IsClosed ? circuit : null;
        }
    }

    /// <summary>A call of a suspect ended, and its worker lives.</summary>
    public void RecordWell(Suspicion suspicion)
    {
        if (suspicion.RecordWell())
        {
            lock (_lock)
            {
                // Unless it has ended another worker meanwhile.
                if (suspicion.IsEmpty)
                {
                    ForgetNeedsLock(suspicion);
                }
            }
        }
    }

    /// <summary>Gives a function a policy of its own, and forgets what was held against it by another.</summary>
    public void SetPolicy(FunctionTarget function, QuarantinePolicy? own)
    {
        function.Quarantine = own;
        if (function.Suspicion is { } suspicion)
        {
            lock (_lock)
            {
                ForgetNeedsLock(suspicion);
            }
        }
    }

    /// <summary>Forgets a circuit.</summary>
    /// <returns>Whether it was there still.</returns>
    public bool Pardon(QuarantineCircuit circuit)
    {
        lock (_lock)
        {
            string? library = _libraries.FirstOrDefault(pair => pair.Value == circuit).Key;
            if (!(library is not null && _libraries.Remove(library)) && !_functions.Exists(suspicion => suspicion.Remove(circuit)))
            {
                return false;
            }
        }

        if (!circuit.IsClosed)
        {
            circuit.Tell(SupervisionEventKind.QuarantinePardoned);
        }

        return true;
    }

    private static bool CausesOf(QuarantinePolicy policy, QuarantineCauses cause) => (policy.Causes & cause) != 0;

    private QuarantinePolicy PolicyOf(FunctionTarget function) => function.Quarantine ?? policy;

    private bool Counts(FunctionTarget function, QuarantineCauses cause) =>
        PolicyOf(function) is { FunctionDeaths: not null } or { ArgumentsDeaths: not null } && CausesOf(PolicyOf(function), cause);

    private Suspicion? SuspicionOfNeedsLock(FunctionTarget function)
    {
        if (function.Suspicion is { } known)
        {
            return known;
        }

        if (_functions.Count == MostFunctions)
        {
            // The one that died longest ago makes room, unless all are in quarantine.
            Suspicion? oldest = _functions.Where(suspicion => suspicion.Circuits.All(circuit => circuit.IsClosed))
                .MinBy(suspicion => suspicion.Circuits.Select(circuit => circuit.LastDeath).DefaultIfEmpty().Max());
            if (oldest is null)
            {
                return null;
            }

            ForgetNeedsLock(oldest);
        }

        var made = new Suspicion(function, PolicyOf(function), clock, events);
        _functions.Add(made);
        function.Suspicion = made;
        return made;
    }

    private void RecordLibrary(string path, CrashReport report, QuarantineCauses cause)
    {
        if (policy.LibraryDeaths is not { } deaths || !CausesOf(policy, cause))
        {
            return;
        }

        QuarantineCircuit? circuit;
        lock (_lock)
        {
            if (!_libraries.TryGetValue(path, out circuit))
            {
                if (_libraries.Count == MostLibraries && _libraries.Where(pair => pair.Value.IsClosed).MinBy(pair => pair.Value.LastDeath).Key is { } oldest)
                {
                    _libraries.Remove(oldest);
                }

                if (_libraries.Count == MostLibraries)
                {
                    return;
                }

                var about = new QuarantineEntry { Scope = QuarantineScope.Library, LibraryPath = path, Deaths = 0, Window = policy.Window, Reports = [], RetryAfter = TimeSpan.Zero };
                _libraries[path] = circuit = new QuarantineCircuit(about, policy, deaths, clock, events);
            }
        }

        circuit.RecordDeath(report);
    }

    private void ForgetNeedsLock(Suspicion suspicion)
    {
        if (suspicion.Function.Suspicion == suspicion)
        {
            suspicion.Function.Suspicion = null;
        }

        _functions.Remove(suspicion);
    }
}
