// What a guarded heap found, in one sentence. Pure.
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Heaps;

internal static class HeapWords
{
    /// <summary>How far before an address the C library's own functions on texts and memory read, since they read whole vectors.</summary>
    private const long Vector = 64;

    /// <summary>Bytes that an allocator on top of another keeps in front of what it gives out: a word or two.</summary>
    private const long MostHeader = 32;

    public static string NameOf(HeapFunction function) => function switch
    {
        HeapFunction.New => "operator new",
        HeapFunction.NewArray => "operator new[]",
        HeapFunction.Delete => "operator delete",
        HeapFunction.DeleteArray => "operator delete[]",
        _ => function.ToString().ToLowerInvariant(),
    };

    /// <summary>Of a finding that the heap made itself, for the summary of a report.</summary>
    public static string InShort(HeapFindingKind kind) => kind switch
    {
        HeapFindingKind.FreedTwice => "a block was freed twice",
        HeapFindingKind.WrongFunction => "a block was freed by the wrong function",
        HeapFindingKind.Overwritten => "the bytes around a block were overwritten",
        _ => "something was freed that no allocator gave",
    };

    /// <summary>The sentence for a report.</summary>
    /// <param name="calls">Who the calls were.</param>
    /// <param name="callThread">The thread that makes calls; 0 where that is not known.</param>
    /// <param name="access">What was done at a fault address: <c> (write)</c>, or nothing.</param>
    /// <param name="place">What lies at the address that was to be freed, where the heap has no block: a parameter, a library.</param>
    public static string Sentence(HeapFinding finding, HeapCalls calls, int callThread, string access, string? place)
    {
        string function = finding.Function is { } called ? NameOf(called) : "a look at the heap";
        if (finding.Allocated is not { } allocated)
        {
            return Stranger(finding.Kind, function, place);
        }

        string block = $"a block of {Bytes(finding.Size)} that {Who(allocated, calls, callThread)} allocated";
        string ended = finding.Freed is { } freed ? $"{block} and {Who(freed, calls, callThread)} freed" : block;
        long offset = unchecked((long)(finding.Address - finding.Block));
        return finding.Kind switch
        {
            HeapFindingKind.TouchedFreed => $"The fault address is {(offset is < 0 and >= -Vector ? "at the start of " + ended : Place(offset, finding.Size, ended))}: it was used after it was freed{access}.",
            HeapFindingKind.TouchedBehind or HeapFindingKind.TouchedBefore => $"The fault address is {Place(offset, finding.Size, block)}{access}.",
            HeapFindingKind.FreedTwice => $"{function} was given {(offset == 0 ? ended : "an address " + Place(offset, finding.Size, ended))}: it was freed twice. Look for two owners of one pointer, or for a function that frees what it was given.",
            HeapFindingKind.FreedInside => $"{function} was given an address {Place(offset, finding.Size, block)}: only the start of a block can be freed.",
            HeapFindingKind.WrongFunction => $"{function} was given {block} by {NameOf(allocated.Function)}: that is freed by {Partner(allocated.Function)}.",
            HeapFindingKind.Overwritten => Overwritten(finding, block, function),
            _ => Stranger(finding.Kind, function, place),
        };
    }

    /// <summary>Where in a block that was freed an address lies: <c>12 bytes into a block of 16 bytes that malloc #1 allocated and free #2 freed</c>.</summary>
    public static string InFreed(HeapFinding finding, HeapOrigin allocated, HeapOrigin freed, HeapCalls calls, int callThread) =>
        Place(unchecked((long)(finding.Address - finding.Block)), finding.Size, $"a block of {Bytes(finding.Size)} that {Who(allocated, calls, callThread)} allocated and {Who(freed, calls, callThread)} freed");

    /// <summary>What is probably behind the free of an address that is just beside the start of a block: a library's own allocator on one of the two sides, which keeps words in front of what it gives out. null where it is not that.</summary>
    /// <param name="allocator">The function whose call allocated the block.</param>
    /// <param name="isOfC">Whether that is of the C library.</param>
    /// <param name="freer">The function whose call frees.</param>
    public static string? Beside(HeapFinding finding, string allocator, bool isOfC, string freer)
    {
        long offset = unchecked((long)(finding.Address - finding.Block));
        if (finding.Kind != HeapFindingKind.FreedInside || finding.Allocated is not { } allocated || offset is 0 or < -MostHeader or > MostHeader || offset % sizeof(long) != 0)
        {
            return null;
        }

        return offset > 0
            ? $"If {allocator} gave this address, its library probably has an allocator of its own, which keeps words in front of what it gives out: free it by that library's own function, and not by {freer}."
            : $"{freer} probably frees what an allocator of its own library gave, with words in front of it, and {allocator} did not get the block there: free it by {(isOfC ? Partner(allocated.Function) : $"the function that goes with {allocator}")}.";
    }

    /// <summary>Who it was, with the thread where that is none that makes calls.</summary>
    public static string Who(HeapOrigin origin, HeapCalls calls, int callThread) =>
        (callThread == 0 || origin.Thread == callThread ? "" : "a thread of the library during ") + calls.NameOf(origin);

    private static string Stranger(HeapFindingKind kind, string function, string? place) => kind switch
    {
        HeapFindingKind.FreedLent => $"{function} was given {place ?? "memory that is lent or rented to native code"}, which is the host's: a function that frees its argument is given NativeBuffer.Transfer.",
        HeapFindingKind.FreedStatic => $"{function} was given an address in {place ?? "a library"}: static memory, which no allocator gave.",
        HeapFindingKind.FreedStack => $"{function} was given an address on the stack: a local variable, which no allocator gave.",
        _ => $"{function} was given an address in the heap where no block was: a pointer that was computed, or is garbage.",
    };

    private static string Overwritten(HeapFinding finding, string block, string function)
    {
        long count = finding.Last - finding.First + 1;
        string what = finding.First < 0 ? $"up to {Bytes(-finding.First)} before the start" : $"up to {Bytes(finding.Last - finding.Size + 1)} past the end";
        return $"{(count == 1 ? "A byte was" : $"{count} bytes were")} overwritten, {what} of {block}. {(finding.Function is null ? "A look at the heap" : function)} found it; who wrote there is not known.";
    }

    private static string Place(long offset, long size, string block) =>
        offset < 0 ? $"{Bytes(-offset)} before the start of {block}"
        : offset >= size ? $"{(offset == size ? "one byte" : Bytes(offset - size + 1))} past the end of {block}"
        : offset == 0 ? $"the start of {block}"
        : $"{Bytes(offset)} into {block}";

    private static string Partner(HeapFunction function) => function switch
    {
        HeapFunction.New => "operator delete",
        HeapFunction.NewArray => "operator delete[]",
        _ => "free",
    };

    private static string Bytes(long count) => count == 1 ? "1 byte" : $"{count} bytes";
}
