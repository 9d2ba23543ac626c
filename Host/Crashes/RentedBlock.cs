namespace FfiIsolation.Crashes;

/// <summary>A rented buffer that was out when its worker died. A closed page lies behind its end.</summary>
/// <param name="Name">As people call it: rented buffer #1.</param>
/// <param name="Address">Where it starts in the worker.</param>
/// <param name="Length">Its length in bytes.</param>
internal readonly record struct RentedBlock(string Name, ulong Address, long Length)
{
    /// <summary>Whether an address lies in the closed page.</summary>
    public bool IsRightBehind(ulong address) => address - Address is var offset && offset >= (ulong)Length && offset - (ulong)Length < ArgumentHit.Reach;
}
