namespace FfiIsolation.Crashes;

/// <param name="Frames">Innermost first.</param>
/// <param name="IsComplete">It reaches back to the call gate or to the start of its thread.</param>
internal sealed record SymbolizedStack(IReadOnlyList<StackFrame> Frames, bool IsComplete)
{
    public static SymbolizedStack Empty { get; } = new([], false);
}
