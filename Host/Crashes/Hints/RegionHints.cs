using FfiIsolation.Images;

namespace FfiIsolation.Crashes.Hints;

/// <summary>What is mapped at the address, or near it.</summary>
internal static class RegionHints
{
    private const ulong Near = 1 << 20;

    public static IEnumerable<string> Of(HintScene scene)
    {
        if (scene.Evidence.FaultAddress is not ({ } address and >= CrashClassifier.NullRegion) || scene.Map.Mappings.Count == 0
            || TellTales.OfAccess(address) is not null || scene.Cause is not (CrashCause.WildPointer or CrashCause.WriteToReadOnly))
            yield break;
        if (RentedHints.Explain(scene))
            yield break;
        foreach (var lent in scene.Evidence.Facts.Lent)
        {
            if (address >= lent.Address && address < lent.End && scene.Map.Find(address) is { Readable: false })
            {
                yield return $"The fault address was {lent.Name}: a pointer to it was kept, and what is lent for a call is taken back when it has ended. For memory that a library keeps there is NativeBuffer.Keep.";
                yield break;
            }
        }
        if (scene.Map.Find(address) is { } mapping)
        {
            if (scene.Cause == CrashCause.WriteToReadOnly)
                yield return $"The address is in read-only memory of {mapping.Name}: a string literal, a constant or code was written to.";
            else if (!mapping.Readable)
                yield return $"The address is in memory that is mapped but closed to access ({mapping.Name}): a guard page, or memory given back.";
            yield break;
        }
        if (scene.IsExplained)
            yield break;
        if (address >= 1UL << 47)
            yield return "The address is in the kernel's half: no program may use it. The pointer is garbage, or a negative number taken for one.";
        else if (scene.Map.Below(address) is { } below && address - below.End < Near)
            yield return $"The address is {Hex.Short(address - below.End)} bytes behind the end of {below.Name} memory: an index or a pointer that ran too far.";
        else
            yield return "Nothing is mapped at or near the address: the pointer was never set, was freed and given back to the system, or is garbage.";
    }
}
