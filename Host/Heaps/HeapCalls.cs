using System.Collections.Concurrent;
using FfiIsolation.Calls;
using FfiIsolation.Libraries;

namespace FfiIsolation.Heaps;

/// <summary>
/// The calls of a worker with a guarded heap, for what its heap tells of them: addresses of functions, and numbers of calls. Grows with the functions that are bound and the host's own steps, not with the calls.
/// Written by whoever has the worker, read by anybody.
/// </summary>
/// <param name="firstSequence">The number before that of the worker's first call.</param>
internal sealed class HeapCalls(ulong firstSequence)
{
    /// <summary>More than a worker makes, by far.</summary>
    private const ulong MaxCalls = 1UL << 48;

    /// <summary>Steps that are remembered; after that many, calls have no numbers any more.</summary>
    internal const int MaxSteps = 65_536;

    private readonly ConcurrentDictionary<ulong, FunctionTarget> _functions = new();
    private readonly Lock _lock = new();

    /// <summary>The numbers of calls that nobody made: steps on the way to one. Guarded by the lock.</summary>
    private readonly List<ulong> _steps = [];

    /// <summary>The last number that all steps before are remembered of. Guarded by the lock.</summary>
    private ulong _known = ulong.MaxValue;

    public void Bound(FunctionTarget function, ulong address) => _functions.TryAdd(address, function);

    /// <summary>A call begins.</summary>
    public void Begin(ulong sequence, FunctionTarget function)
    {
        if (function.IsBinding || function == InternalFunctions.BindCallback || function == InternalFunctions.Protect || function == InternalFunctions.ListHeap)
        {
            lock (_lock)
            {
                if (_steps.Count < MaxSteps)
                {
                    _steps.Add(sequence);
                }
                else
                {
                    _known = Math.Min(_known, sequence - 1);
                }
            }
        }
    }

    /// <summary>The function at an address; null for one that the host did not bind.</summary>
    public FunctionTarget? FunctionAt(ulong address) => _functions.GetValueOrDefault(address);

    /// <summary>Whether it was the loading of a library, or a look into one.</summary>
    public bool IsLoading(HeapOrigin origin) => FunctionAt(origin.Target) is { IsBinding: true };

    /// <summary>The number of a call as people count: the worker's first is 1, and the host's own steps are none. null for a number that no call had.</summary>
    public long? NumberOf(ulong sequence)
    {
        ulong calls = sequence - firstSequence;
        if (calls is 0 or > MaxCalls)
        {
            return null;
        }

        lock (_lock)
        {
            int at = _steps.BinarySearch(sequence);
            return at >= 0 || sequence > _known ? null : (long)calls - ~at;
        }
    }

    /// <summary>Who it was: <c>strdup #17</c>.</summary>
    public string NameOf(HeapOrigin origin)
    {
        if (IsLoading(origin))
        {
            return "the loading of a library";
        }

        string name = FunctionAt(origin.Target)?.Prototype.Name ?? "a call";
        string numbered = NumberOf(origin.Sequence) is { } number ? $"{name} #{number}" : name;
        return origin.Depth == 0 ? numbered : $"{name}, in a callback of call #{NumberOf(origin.Sequence)?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "?"},";
    }
}
