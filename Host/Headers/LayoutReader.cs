namespace FfiIsolation.Headers;

/// <summary>Asks clang how it lays out a struct or union.</summary>
internal static class LayoutReader
{
    /// <summary>Structs within each other; our parser takes no more.</summary>
    private const int MostDepth = 64;

    /// <returns>Null for one that has no definition, or that clang found mistakes in.</returns>
    public static HeaderLayout? Of(Clang clang, ClangCursor record) => Of(clang, clang.TypeOf(record), depth: 0);

    private static HeaderLayout? Of(Clang clang, ClangType record, int depth)
    {
        long size = clang.SizeOf(record);
        if (size < 0 || depth > MostDepth)
        {
            return null;
        }

        var fields = new List<HeaderField>();
        foreach (ClangCursor field in clang.Fields(record))
        {
            string name = clang.Name(field);
            int? bits = clang.BitWidth(field);
            if (name.Length > 0 || bits is null)
            {
                ClangType type = clang.TypeOf(field);
                fields.Add(new HeaderField(name, clang.Offset(field), bits ?? Math.Max(0, 8 * clang.SizeOf(type)), clang.UnnamedRecordOf(type) is { } inner ? Of(clang, inner, depth + 1) : null));
            }
        }

        return new HeaderLayout(size, clang.AlignmentOf(record), fields);
    }
}
