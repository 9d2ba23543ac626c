namespace FfiIsolation.Headers;

/// <summary>Holds our layout of a struct or union against clang's. Pure.</summary>
internal static class LayoutDifference
{
    /// <returns>What differs, in words; null if nothing does.</returns>
    public static string? Of(RecordType ours, HeaderLayout clangs)
    {
        if (ours.Size != clangs.Size || ours.Definition.Alignment != clangs.Alignment)
        {
            return FormattableString.Invariant($"clang lays it out with {clangs.Size} bytes on boundaries of {clangs.Alignment}, and we do with {ours.Size} on boundaries of {ours.Definition.Alignment}");
        }

        RecordMember[] members = [.. ours.Members.Where(member => member.Name is not null || member.BitWidth is null)];
        return members.Length == clangs.Fields.Count
            ? members.Zip(clangs.Fields, Of).FirstOrDefault(difference => difference is not null)
            : FormattableString.Invariant($"clang counts {clangs.Fields.Count} members in it, and we do {members.Length}");
    }

    private static string? Of(RecordMember ours, HeaderField clangs)
    {
        long width = ours.BitWidth ?? (8L * ours.Type.Size);
        if ((ours.Name ?? "") != clangs.Name || ours.BitPosition != clangs.Position || width != clangs.Width)
        {
            return FormattableString.Invariant($"clang places {clangs.Width} bits '{clangs.Name}' at bit {clangs.Position}, and we do {width} bits '{ours.Name}' at bit {ours.BitPosition}");
        }

        CType type = ours.Type;
        while (type is ArrayType array)
        {
            type = array.Element;
        }

        return clangs.Inner is null ? null : type is RecordType record ? Of(record, clangs.Inner) : $"'{clangs.Name}' is a struct to clang, and to us {type}";
    }
}
