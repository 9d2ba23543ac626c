using FfiIsolation.Images;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Crashes.Hints;

/// <summary>Addresses made of bytes that allocators and debuggers write over memory that must not be used, and our own tell-tales.</summary>
internal static class PatternHints
{
    private const ulong ResultPoison = CallImageLayout.ResultPoison;

    private static readonly (uint Pattern, string Meaning)[] s_patterns =
    [
        (0xDEADBEEF, "memory marked as dead (0xdeadbeef)"),
        (0xFEEEFEEE, "freed memory (0xfeeefeee)"),
        (0xDDDDDDDD, "freed memory (0xdd bytes)"),
        (0xCDCDCDCD, "memory that was allocated and never set (0xcd bytes)"),
        (0xCCCCCCCC, "a local variable that was never set (0xcc bytes)"),
        (0xBAADF00D, "memory that was allocated and never set (0xbaadf00d)"),
        (0xABABABAB, "the guard bytes behind a heap block (0xab bytes)"),
        (0xA5A5A5A5, "memory that was allocated and never set (0xa5 bytes, jemalloc)"),
        (0x5A5A5A5A, "freed memory (0x5a bytes, jemalloc)"),
        (0x6B6B6B6B, "freed memory (0x6b bytes)"),
        (0xAAAAAAAA, "memory that was never set (0xaa bytes)"),
        (0xBEBEBEBE, "memory that was allocated and never set (0xbe bytes, AddressSanitizer)"),
    ];

    public static IEnumerable<string> Of(HintScene scene)
    {
        foreach (var value in Suspects(scene))
        {
            if (IsNear(value, ResultPoison))
            {
                yield return "The address is the tell-tale that the gate leaves in the result register: a function without a result was used as if it had one, "
                    + "or a register was used that the prototype does not fill.";
                yield break;
            }
            if (TellTales.OfDouble(value, out _) is not null)
            {
                yield return "The address is the tell-tale that the gate leaves in an unused floating-point register: a parameter is missing in the prototype.";
                yield break;
            }
            if (Meaning(value) is { } meaning)
            {
                yield return $"{Hex.Short(value)} is the pattern of {meaning}: a pointer was read from memory that must not be used.";
                yield break;
            }
        }
    }

    internal static string? Meaning(ulong value)
    {
        foreach (var (pattern, meaning) in s_patterns)
        {
            // The pattern, or a small offset from it: the field of a structure that a dead pointer pointed to.
            ulong wide = ((ulong)pattern << 32) | pattern;
            if (IsNear(value, wide) || IsNear(value, pattern))
                return meaning;
        }
        return null;
    }

    /// <summary>The fault address; where there is none, the registers, one of which was the bad pointer.</summary>
    internal static IEnumerable<ulong> Suspects(HintScene scene)
    {
        if (scene.Evidence.FaultAddress is { } address)
            return [address];
        return scene.Evidence.IsGeneralProtection && scene.Record is { } record
            ? Impossible(record)
            : [];
    }

    /// <summary>The registers that hold no possible address. RAX is not one of them as long as it holds what the gate put there: in the called
    /// function that says only that it was not used yet.</summary>
    internal static IEnumerable<ulong> Impossible(CrashRecord record) =>
        record.Registers.Take(16).Where((value, i) =>
            !ArgumentHints.IsCanonical(value) && !(i == 0 && value == ResultPoison && record.Stage == RecorderStage.Native));

    private static bool IsNear(ulong value, ulong pattern) => value >= pattern && value - pattern < 0x1000;
}
