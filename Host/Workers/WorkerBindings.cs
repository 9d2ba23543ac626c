namespace FfiIsolation.Workers;

/// <summary>What is loaded and resolved in one worker: addresses of its generation, by the places in the host's catalogue. Used by whoever has the worker.</summary>
internal sealed class WorkerBindings
{
    private readonly Dictionary<int, ulong> _handles = [];
    private readonly Dictionary<int, ulong> _addresses = [];

    public bool TryGetHandle(int library, out ulong handle) => _handles.TryGetValue(library, out handle);

    public void SetHandle(int library, ulong handle) => _handles[library] = handle;

    public bool TryGetAddress(int function, out ulong address) => _addresses.TryGetValue(function, out address);

    public void SetAddress(int function, ulong address) => _addresses[function] = address;
}
