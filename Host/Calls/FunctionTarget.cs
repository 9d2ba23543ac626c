using FfiIsolation.Injection;
using FfiIsolation.Libraries;
using FfiIsolation.Quarantining;

namespace FfiIsolation.Calls;

/// <summary>A function as the host knows it, apart from any worker: what to load, what to resolve, how to call it.</summary>
/// <param name="Library">null for what the worker itself offers.</param>
/// <param name="Index">Its place in the catalogue, by which each worker keeps its address.</param>
internal sealed record FunctionTarget(LibraryEntry? Library, string Symbol, Prototype Prototype, CallPlan Plan, int Index)
{
    /// <summary>What stands for the library of what the worker itself offers.</summary>
    public const string OfWorker = "the worker";

    /// <summary>Shared with what is called in its place (<see cref="StandIn"/>), whose deaths are held against the function.</summary>
    private readonly Reputation _reputation = new();

    /// <summary>What is held against it, all that a call looks at; null for a function that has ended no worker lately.</summary>
    public Suspicion? Suspicion
    {
        get => _reputation.Suspicion;
        set => _reputation.Suspicion = value;
    }

    /// <summary>When it is refused; null for the host's policy.</summary>
    public QuarantinePolicy? Quarantine
    {
        get => _reputation.Policy;
        set => _reputation.Policy = value;
    }

    /// <summary>What frees the pointer that it returns; null where the prototype names nothing, so that the pointer is borrowed.</summary>
    public FunctionTarget? Deallocator { get; init; }

    /// <summary>For a deallocator: the function whose result it frees. It may be in any library, like <c>free</c>.</summary>
    public string? Frees { get; init; }

    /// <summary>What is called in its place; null for all functions but those of a test.</summary>
    public IStandIn? StandIn { get; init; }

    /// <summary>The function, with other code called under its name. It has no place in the catalogue: no worker keeps its address.</summary>
    public FunctionTarget ReplacedBy(IStandIn standIn) => this with { Index = InternalFunctions.NeverBoundIndex, StandIn = standIn };

    /// <summary>Whether the host itself calls it, for a step of its own.</summary>
    public bool IsInternal => Library is null;

    /// <summary>Whether it loads or resolves: a step on the way to a call, and no call that anybody made.</summary>
    public bool IsBinding => Index is InternalFunctions.ResolveIndex or InternalFunctions.OpenIndex;

    /// <summary>Whether both are one function to the quarantine: what is called in a function's place (<see cref="StandIn"/>) is that function.</summary>
    public bool IsSameAs(FunctionTarget other) => ReferenceEquals(_reputation, other._reputation);

    public string LibraryPath => Library?.Path ?? OfWorker;
}
