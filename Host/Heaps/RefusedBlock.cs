using FfiIsolation.Calls;

namespace FfiIsolation.Heaps;

/// <summary>The kernel meets a freed block on a function's behalf: no fault, since it answers EFAULT, but the heap knows the block.</summary>
internal static class RefusedBlock
{
    /// <param name="finding">Of a block that was freed, and that an argument points at.</param>
    /// <param name="callThread">The thread that makes calls; 0 where that is not known.</param>
    /// <returns>One sentence; null where the worker does not say whose the block was.</returns>
    public static string? Sentence(HeapFinding finding, HeapCalls calls, int callThread, PreparedCall call)
    {
        if (finding is not { Allocated: { } allocated, Freed: { } freed })
        {
            return null;
        }

        string place = HeapWords.InFreed(finding, allocated, freed, calls, callThread);
        return $"{call.Function.Prototype.Name} left errno at EFAULT: the kernel met memory that it may not touch on the function's behalf, and {Argument(finding.Address, call)} is {place}: it was used after it was freed.";
    }

    private static string Argument(ulong address, PreparedCall call)
    {
        for (int i = 0; i < call.Arguments.Length; i++)
        {
            if (call.Arguments[i] is { Kind: NativeArgumentKind.Pointer or NativeArgumentKind.Unsigned or NativeArgumentKind.Signed } argument && argument.Bits == address)
            {
                return call.Shape.Writers[i].Parameter.Name is { Length: > 0 } name ? $"argument `{name}`" : FormattableString.Invariant($"argument {i + 1}");
            }
        }

        return "an argument";
    }
}
