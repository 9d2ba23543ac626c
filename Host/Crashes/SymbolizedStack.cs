using FfiIsolation.Libraries;

namespace FfiIsolation.Crashes;

/// <param name="Frames">Innermost first.</param>
/// <param name="IsComplete">It reaches back to the call gate or to the start of its thread.</param>
internal sealed record SymbolizedStack(IReadOnlyList<StackFrame> Frames, bool IsComplete)
{
    public static SymbolizedStack Empty { get; } = new([], false);

    /// <summary>What return addresses of a worker are, as far as they lie in libraries.</summary>
    public static IReadOnlyList<StackFrame> OfReturnAddresses(IReadOnlyList<ulong> addresses, MemoryMap map, string workerPath)
    {
        var names = new Symbolizer(new CrashRecord { Map = map }, workerPath, ElfFile.TryOpen);
        return [.. addresses.Select(address => names.Resolve(address, isExact: false)).TakeWhile(frame => frame.Module is not null && frame.Module != Path.GetFileName(workerPath))];
    }
}
