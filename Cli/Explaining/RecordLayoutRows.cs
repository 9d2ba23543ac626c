namespace FfiIsolation.Cli.Explaining;

/// <summary>The members of a struct or union in the order of memory, with the padding that nobody wrote down.</summary>
internal static class RecordLayoutRows
{
    private const int Byte = 8;

    public static IReadOnlyList<LayoutRow> Of(RecordType record)
    {
        var rows = new List<LayoutRow>();
        Add(rows, record, start: 0, depth: 0);
        return rows;
    }

    private static void Add(List<LayoutRow> rows, RecordType record, long start, int depth)
    {
        long end = start;
        foreach (RecordMember member in record.Members)
        {
            long length = member.BitWidth ?? Byte * (long)member.Type.Size;
            if (member.BitWidth == 0)
            {
                // Not a member: it says that the next one begins anew, which shows as padding.
                continue;
            }

            long at = start + member.BitPosition;
            if (record.Kind == TagKind.Struct)
            {
                AddPadding(rows, end, at, depth);
            }

            bool isOpened = IsWithoutName(member.Type);
            rows.Add(new LayoutRow(isOpened ? Opened(member) : member.ToString(), member.Name, at, length, member.BitWidth is not null, depth));
            if (isOpened)
            {
                Add(rows, (RecordType)member.Type, at, depth + 1);
            }

            end = Math.Max(end, at + length);
        }

        AddPadding(rows, end, start + (Byte * (long)record.Size), depth);
    }

    private static void AddPadding(List<LayoutRow> rows, long from, long to, int depth)
    {
        if (from < to)
        {
            rows.Add(new LayoutRow(null, null, from, to - from, from % Byte != 0 || to % Byte != 0, depth));
        }
    }

    /// <summary>A struct or union that nothing names can be shown nowhere but here.</summary>
    private static bool IsWithoutName(CType type) => type is RecordType { Tag: null, TypedefName: null };

    private static string Opened(RecordMember member) => $"{RecordText.Keyword(((RecordType)member.Type).Kind)} {{ … }}{(member.Name is null ? "" : " " + member.Name)}";
}
