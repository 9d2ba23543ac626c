using FfiIsolation.Members;

namespace FfiIsolation.Initializers;

/// <summary>Reads <c>.name</c>, <c>[2]</c> or GNU C's <c>[2 ... 4]</c>.</summary>
internal static class Designator
{
    /// <returns>Which of the parts, the last of them for a range, and whether the name was not taken, since it is within an unnamed struct or union there.</returns>
    public static (int Index, int Last, bool IsNested) Read(ParserScope scope, ValuePlace place, Subobjects parts) =>
        scope.Reader.Current.Is(".") ? ReadName(scope.Reader, place, parts) : ReadIndex(scope, place, parts);

    private static (int Index, int Last, bool IsNested) ReadName(TokenReader reader, ValuePlace place, Subobjects parts)
    {
        Token name = reader.Peek(1);
        if (place.Type is not RecordType record)
        {
            throw reader.Error(name, $"'{place.Type}' has no members", "an index in brackets");
        }

        ReadOnlySpan<RecordMember> members = parts.Members;
        for (int i = 0; i < members.Length; i++)
        {
            if (members[i].Name == name.Text)
            {
                reader.Take();
                reader.Take();
                return (i, i, false);
            }

            if (members[i].Name is null && ((RecordType)members[i].Type).Find(name.Text) is not null)
            {
                return (i, i, true);
            }
        }

        if (record.Find(name.Text) is not null)
        {
            throw reader.Error(name, $"'{name.Text}' has no length, so that it is not part of the value", "another member");
        }

        IReadOnlyList<string> near = NearNames.Find(name.Text, record.NamedMembers().Select(member => member.Name!));
        throw reader.Error(name, $"'{record}' has no member '{name.Text}'", "the name of a member" + (near.Count == 0 ? "" : $"; did you mean '{near[0]}'?"));
    }

    private static (int Index, int Last, bool IsNested) ReadIndex(ParserScope scope, ValuePlace place, Subobjects parts)
    {
        TokenReader reader = scope.Reader;
        Token at = reader.Expect("[");
        if (place.Type is not ArrayType)
        {
            throw reader.Error(at, $"'{place.Type}' is no array", "'.' and the name of a member");
        }

        int first = ReadNumber(scope, place, parts);
        int last = reader.TryTake("...") ? ReadNumber(scope, place, parts) : first;
        if (last < first)
        {
            throw reader.Error(at, $"the range from {first} to {last} is empty", "the smaller index first");
        }

        reader.Expect("]");
        return (first, last, false);
    }

    private static int ReadNumber(ParserScope scope, ValuePlace place, Subobjects parts)
    {
        Token at = scope.Reader.Current;
        IntegerValue index = ConstantParser.Read(scope);
        return !index.IsNegative && !index.IsHuge && index.Bits < parts.Count
            ? (int)index.Bits
            : throw scope.Reader.Error(at, $"{index} is no index of '{place.Type}'", parts.Count == 0 ? "no values" : $"one from 0 to {parts.Count - 1}");
    }
}
