// What glibc, libstdc++ and the compilers' own checks say before abort(), and what kind of mistake each means.
namespace FfiIsolation.Crashes;

internal static class AbortMessages
{
    // malloc/malloc.c: the texts of malloc_printerr
    private static readonly string[] s_heap =
    [
        "double free", "free():", "malloc():", "malloc_consolidate", "munmap_chunk", "mremap_chunk", "realloc():", "corrupted ", "unaligned ",
        "invalid size", "invalid pointer", "invalid next", "memory corruption", "chunk", "sysmalloc", "_int_malloc", "_int_free", "heap corruption",
        "mismatching next->prev_size",
    ];

    public static CrashCause? Classify(string message)
    {
        if (message.Length == 0)
            return null;
        if (message.Contains("stack smashing detected", StringComparison.Ordinal))
            return CrashCause.StackSmashing;
        if (message.Contains("buffer overflow detected", StringComparison.Ordinal) || message.Contains("%n in writable segment", StringComparison.Ordinal))
            return CrashCause.BufferOverflowCheck;
        if (message.Contains("terminate called", StringComparison.Ordinal) || message.Contains("pure virtual method called", StringComparison.Ordinal))
            return CrashCause.CppTerminate;
        var isHeap = s_heap.Any(text => message.Contains(text, StringComparison.Ordinal));
        if (message.Contains("Assertion", StringComparison.Ordinal) && message.Contains("failed", StringComparison.Ordinal))
            return isHeap && message.Contains("malloc", StringComparison.Ordinal) ? CrashCause.HeapCorruption : CrashCause.AssertionFailed;
        return isHeap ? CrashCause.HeapCorruption : null;
    }

    /// <summary>The last line of standard error that names a cause, with what belongs to it. Empty where none does.</summary>
    public static string FromStandardError(string standardError)
    {
        var lines = SafeText.Clean(standardError).Split('\n');
        for (var i = lines.Length - 1; i >= 0; i--)
        {
            if (lines[i].Contains("terminate called", StringComparison.Ordinal))
            {
                var text = lines[i].Trim();
                if (i > 0 && lines[i - 1].Contains("pure virtual", StringComparison.Ordinal))
                    return lines[i - 1].Trim();
                return i + 1 < lines.Length && lines[i + 1].Contains("what():", StringComparison.Ordinal) ? text + ": " + lines[i + 1].Trim() : text;
            }
            if (Classify(lines[i]) is not null)
                return lines[i].Trim();
        }
        return "";
    }
}
