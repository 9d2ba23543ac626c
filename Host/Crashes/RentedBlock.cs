namespace FfiIsolation.Crashes;

/// <summary>A rented buffer that was out when its worker died, or that had been returned before. A closed page lies behind its end; one that was returned is closed altogether.</summary>
/// <param name="Name">As people call it: rented buffer #1.</param>
/// <param name="Address">Where it starts in the worker.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="IsReturned">Whether it had been returned.</param>
internal readonly record struct RentedBlock(string Name, ulong Address, long Length, bool IsReturned = false)
{
    /// <summary>Where its guard page starts.</summary>
    public ulong End => Address + (ulong)Length;

    /// <summary>Whether an address lies in its pages, or in that behind them.</summary>
    public bool Covers(ulong address) => address >= Address / ArgumentHit.Reach * ArgumentHit.Reach && address < End + ArgumentHit.Reach;

    /// <summary>Whether an address lies in the closed page.</summary>
    public bool IsRightBehind(ulong address) => address >= End && address - End < ArgumentHit.Reach;

    /// <summary>Whether an address lies in the page before its first one, which is closed as a rule: another's guard page.</summary>
    public bool IsRightBefore(ulong address) => FirstPage - 1 - address < ArgumentHit.Reach;

    private ulong FirstPage => Address / ArgumentHit.Reach * ArgumentHit.Reach;
}
