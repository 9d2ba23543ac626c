namespace FfiIsolation.Heaps;

/// <summary>A place in a library, for a sentence.</summary>
internal static class HeapSite
{
    /// <summary><c>counter_new (libmistakes.so+0x12a0)</c>, or without a name the place alone.</summary>
    public static string Text(StackFrame frame)
    {
        string place = frame.Module is { } module ? $"{module}+0x{frame.ModuleOffset:x}" : $"0x{frame.Address:x}";
        return frame.Symbol is { } symbol ? $"{symbol} ({place})" : place;
    }
}
