namespace FfiIsolation.Processes;

/// <summary>What one thread sleeps on until another rings it. A ring that comes before the sleep is not lost.</summary>
internal sealed class Bell
{
    private readonly uint[] _rung = GC.AllocateArray<uint>(1, pinned: true);

    /// <summary>Forgets a ring.</summary>
    public void Clear() => Volatile.Write(ref _rung[0], 0);

    /// <summary>Sleeps until it is rung, or so long. For the one thread whose bell it is.</summary>
    public unsafe void Sleep(TimeSpan longest)
    {
        fixed (uint* rung = _rung)
        {
            if (Interlocked.Exchange(ref *rung, 0) == 0)
            {
                Futex.Wait(rung, 0, longest);
                Interlocked.Exchange(ref *rung, 0);
            }
        }
    }

    public unsafe void Ring()
    {
        fixed (uint* rung = _rung)
        {
            Interlocked.Exchange(ref *rung, 1);
            Futex.Wake(rung);
        }
    }
}
