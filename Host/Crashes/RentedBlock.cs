namespace FfiIsolation.Crashes;

/// <summary>A rented buffer that was out when its worker died, or that had been returned before. A closed page lies behind its end; one that was returned is closed altogether.</summary>
/// <param name="Name">As people call it: rented buffer #1.</param>
/// <param name="Address">Where it starts in the worker.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="IsReturned">Whether it had been returned.</param>
internal readonly record struct RentedBlock(string Name, ulong Address, long Length, bool IsReturned = false)
{
    /// <summary>Whether an address lies in its pages, or in that behind them.</summary>
    public bool Covers(ulong address) => address >= Address / ArgumentHit.Reach * ArgumentHit.Reach && address < Address + (ulong)Length + ArgumentHit.Reach;

    /// <summary>Whether an address lies in the closed page.</summary>
    public bool IsRightBehind(ulong address) => address - Address is var offset && offset >= (ulong)Length && offset - (ulong)Length < ArgumentHit.Reach;
}
