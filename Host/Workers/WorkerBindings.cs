using FfiIsolation.Calls;
using FfiIsolation.Heaps;
using FfiIsolation.Libraries;

namespace FfiIsolation.Workers;

/// <summary>What is loaded and resolved in one worker: addresses of its generation, by the places in the host's catalogue. Used by whoever has the worker.</summary>
/// <param name="heapCalls">Who wants to know of the functions that are bound; null for nobody.</param>
internal sealed class WorkerBindings(HeapCalls? heapCalls = null)
{
    private readonly Dictionary<int, ulong> _handles = [];

    /// <summary>By place, the internal functions' first; 0 is not resolved yet. An array, since every call looks here.</summary>
    private ulong[] _addresses = new ulong[InternalFunctions.Places + 16];

    public bool TryGetHandle(int library, out ulong handle) => _handles.TryGetValue(library, out handle);

    public void SetHandle(int library, ulong handle) => _handles[library] = handle;

    public bool TryGetAddress(int function, out ulong address)
    {
        ulong[] addresses = _addresses;
        uint place = (uint)(function + InternalFunctions.Places);
        address = place < (uint)addresses.Length ? addresses[place] : 0;
        return address != 0;
    }

    public void SetAddress(FunctionTarget function, ulong address)
    {
        heapCalls?.Bound(function, address);
        int place = function.Index + InternalFunctions.Places;
        if (place >= _addresses.Length)
        {
            Array.Resize(ref _addresses, Math.Max(place + 1, 2 * _addresses.Length));
        }

        _addresses[place] = address;
    }
}
