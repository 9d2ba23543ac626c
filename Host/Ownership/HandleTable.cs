// The open handles of one session. All changes of a handle's state are made here, under one lock.
namespace FfiIsolation.Ownership;

internal sealed class HandleTable
{
    private readonly Lock _lock = new();

    // Guarded by _lock.
    private readonly Dictionary<ulong, NativeHandle> _newestByAddress = [];
    private int _open;
    private int _made;

    /// <summary>Whether there is any: a session that never had a handle pays nothing for them.</summary>
    public bool IsEmpty => Volatile.Read(ref _open) == 0;

    /// <summary>The number in the name of the next handle.</summary>
    public int NextNumber() => Interlocked.Increment(ref _made);

    public void Add(NativeHandle handle)
    {
        lock (_lock)
        {
            _newestByAddress.TryGetValue(handle.Address, out NativeHandle? older);
            handle.Older = older;
            _newestByAddress[handle.Address] = handle;
            _open++;
        }
    }

    /// <summary>The open handle of an address, the newest of several; null where nobody owns it.</summary>
    public NativeHandle? Find(ulong address)
    {
        lock (_lock)
        {
            NativeHandle? handle = _newestByAddress.GetValueOrDefault(address);
            while (handle is { State: not HandleState.Open })
            {
                handle = handle.Older;
            }

            return handle;
        }
    }

    /// <summary>Claims a handle for a call that frees it.</summary>
    /// <returns>Whether it was open: of all who try, one gets it.</returns>
    public bool TryClaim(HandleClaim claim)
    {
        lock (_lock)
        {
            if (claim.Handle.State != HandleState.Open)
            {
                return false;
            }

            claim.Handle.FreedBy = claim.By;
            claim.Handle.State = HandleState.Claimed;
            return true;
        }
    }

    /// <summary>The call that claimed the handle has run.</summary>
    public void Freed(NativeHandle handle)
    {
        lock (_lock)
        {
            handle.State = HandleState.Freed;
            RemoveNeedsLock(handle);
        }
    }

    /// <summary>The call that claimed the handle never ran.</summary>
    public void Release(NativeHandle handle)
    {
        lock (_lock)
        {
            handle.FreedBy = null;
            handle.State = HandleState.Open;
        }
    }

    /// <summary>The open handles that somebody should free, in the order in which they were made.</summary>
    public NativeHandle[] Open() => [.. All().Where(handle => !handle.IsKept)];

    /// <summary>The same, and those that are to live as long as the session.</summary>
    public NativeHandle[] All() => Where(static state => state == HandleState.Open);

    /// <summary>What goes with the worker that has just died: these, and what a call was to free that may not have come to it.</summary>
    public NativeHandle[] AtEnd() => Where(static state => state != HandleState.Freed);

    private NativeHandle[] Where(Func<HandleState, bool> state)
    {
        lock (_lock)
        {
            var open = new List<NativeHandle>();
            foreach (NativeHandle newest in _newestByAddress.Values)
            {
                for (NativeHandle? handle = newest; handle is not null; handle = handle.Older)
                {
                    if (state(handle.State))
                    {
                        open.Add(handle);
                    }
                }
            }

            open.Sort(static (left, right) => left.Number.CompareTo(right.Number));
            return [.. open];
        }
    }

    private void RemoveNeedsLock(NativeHandle handle)
    {
        if (!_newestByAddress.TryGetValue(handle.Address, out NativeHandle? at))
        {
            return;
        }

        if (at == handle)
        {
            if (handle.Older is null)
            {
                _newestByAddress.Remove(handle.Address);
            }
            else
            {
                _newestByAddress[handle.Address] = handle.Older;
            }

            _open--;
            return;
        }

        while (at.Older is { } older)
        {
            if (older == handle)
            {
                at.Older = handle.Older;
                _open--;
                return;
            }

            at = older;
        }
    }
}
