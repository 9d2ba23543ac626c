namespace FfiIsolation.Crashes.Hints;

/// <summary>Pointers of which only 32 bits are left: a function that returns a pointer declared with int, or a pointer parameter declared so.</summary>
internal static class CutPointerHints
{
    public static IEnumerable<string> Of(HintScene scene)
    {
        if (scene.Evidence.FaultAddress is not { } address || !LooksCut(address) || PatternHints.Meaning(address) is not null)
            yield break;
        if (FindWhole(scene.Map, address) is var (whole, mapping))
        {
            yield return $"The address is the lower half of {Hex.Short(whole)}, which lies in {mapping.Name}: a 64-bit pointer was cut to 32 bits. "
                + "Look for a function that returns a pointer and is declared with `int`, or a pointer that is passed or kept as an `int`.";
        }
        else if (scene.Arguments.Any(a => a.Address == address))
        {
            yield return "The argument fits into 32 bits, which real pointers here do not: it may be a 64-bit pointer that went through an `int`, "
                + "or a number where a pointer belongs.";
        }
    }

    /// <summary>Zero-extended or sign-extended from 32 bits, and no null pointer.</summary>
    internal static bool LooksCut(ulong address) =>
        address is (>= CrashClassifier.NullRegion and <= uint.MaxValue) or >= 0xFFFF_FFFF_8000_0000;

    /// <summary>A readable address with the same lower 32 bits. Mappings of 4 GB and more hold every such number and say nothing; the segment, with its 300 MB, holds too many.</summary>
    internal static (ulong Whole, MemoryMapping Mapping)? FindWhole(MemoryMap map, ulong address)
    {
        const ulong Span = 1UL << 32;
        foreach (var mapping in map.Mappings)
        {
            if (!mapping.Readable || mapping.Start < Span || mapping.End - mapping.Start >= Span || mapping.IsSegment)
                continue;
            var whole = (mapping.Start & ~(Span - 1)) | (uint)address;
            if (whole < mapping.Start)
                whole += Span;
            if (mapping.Contains(whole))
                return (whole, mapping);
        }
        return null;
    }
}
