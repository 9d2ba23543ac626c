using System.Globalization;

namespace FfiIsolation.Members;

/// <summary>Finds a member by the path that C writes behind a variable: <c>x</c>, <c>inner.y</c>, <c>items[2].z</c>.</summary>
internal static class MemberPath
{
    /// <exception cref="ArgumentException">There is no such member; the message says where the path goes wrong, and names near ones.</exception>
    public static ValuePlace Find(CType root, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var place = new ValuePlace(root, 0, null, "");
        int at = 0;
        while (at < path.Length)
        {
            if (path[at] == '[')
            {
                place = Index(place, path, ref at);
            }
            else
            {
                at += at > 0 && path[at] == '.' ? 1 : 0;
                int end = path.AsSpan(at).IndexOfAny('.', '[') is var length and >= 0 ? at + length : path.Length;
                place = Member(place, path, path[at..end]);
                at = end;
            }
        }

        return path.Length > 0 ? place : throw Mistake(path, "a member is expected, such as x, inner.y or items[2]");
    }

    private static ValuePlace Member(ValuePlace place, string path, string name)
    {
        if (place.Type is not RecordType record)
        {
            throw Mistake(path, $"{Whole(place)} is {place.Type}, which has no members{(place.Type is PointerType ? "; what a pointer points at is read through a session" : "")}");
        }

        if (name.Length > 0 && record.Find(name) is { } member)
        {
            return place.Member(member);
        }

        IReadOnlyList<string> near = NearNames.Find(name, record.NamedMembers().Select(known => known.Name!));
        string advice = near.Count == 0 ? "" : "; did you mean " + string.Join(", ", near.Select(known => $"'{known}'")) + "?";
        throw Mistake(path, $"{Name(record)} has no member '{name}'{advice}");
    }

    private static ValuePlace Index(ValuePlace place, string path, ref int at)
    {
        int close = path.IndexOf(']', at);
        if (close < 0 || !int.TryParse(path.AsSpan(at + 1, close - at - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int index))
        {
            throw Mistake(path, "an index is a number in brackets, such as [2]");
        }

        at = close + 1;
        return place.Type switch
        {
            ArrayType { Length: { } length } array when index < length => place.Element(array, index),
            ArrayType { Length: 0 } => throw Mistake(path, $"{Whole(place)} is {place.Type}, which has no elements"),
            ArrayType { Length: { } length } => throw new ArgumentOutOfRangeException(nameof(path), path, $"{Whole(place)} is {place.Type}, with indexes from 0 to {length - 1}."),
            ArrayType => throw Mistake(path, $"{Whole(place)} is {place.Type}, whose elements are not part of the value"),
            _ => throw Mistake(path, $"{Whole(place)} is {place.Type}, no array"),
        };
    }

    private static string Whole(ValuePlace place) => place.Path.Length == 0 ? "the value" : $"'{place.Path}'";

    private static string Name(RecordType record) => record.TypedefName ?? (record.Tag is null ? $"the unnamed {RecordText.Keyword(record.Kind)}" : record.ToString());

    private static ArgumentException Mistake(string path, string why) => new($"'{path}': {why}.", nameof(path));
}
