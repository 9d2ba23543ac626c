using System.Globalization;

namespace FfiIsolation.DebugInfo;

/// <summary>Holds a struct or union against the library's: size, and what lies where. Pure.</summary>
internal static class LayoutCheck
{
    /// <summary>Of a record, those of records without a name within it counted too. More are not compared.</summary>
    private const int MostMembers = 10_000;

    /// <summary>Of a declaration, those that are no mistake of the layout.</summary>
    private const int MostDifferences = 20;

    public static void Compare(Differences found, string subject, RecordType declared, TrueType truth)
    {
        if (truth.Members is null || !declared.IsComplete)
        {
            return;
        }

        (string Name, long Position, long Bits, CType Type)[] members = [.. declared.NamedMembers().Select(member => (member.Name!, member.BitPosition, member.BitWidth ?? 8 * (long)member.Type.Size, member.Type))];
        var named = new List<(string Name, long Position, long Bits, TrueType Type)>();
        AddNamed(named, truth, start: 0, depth: 0, MostMembers);
        named.RemoveAll(member => member.Name.StartsWith("__", StringComparison.Ordinal)); // what C leaves to the implementation is padding, which headers part in different ways
        if (declared.Size != truth.Size)
        {
            string missing = named.Find(member => !members.Any(one => one.Position == member.Position && one.Bits == member.Bits)) is { Name: { } first } lost
                ? $": '{first}' has {Length(lost.Bits)} at {Offset(lost.Position)}, and no member of {declared} is there with that size" : "";
            found.Add(DifferenceKind.Layout, $"{subject}: {declared} is declared with {DeclarationCheck.Bytes(declared.Size)}, and the {found.Whose}'s {truth} has {DeclarationCheck.Bytes(truth.Size)}{missing}");
            return;
        }

        foreach ((string name, long position, long bits, TrueType type) in named)
        {
            var there = members.Where(member => member.Position == position && member.Bits == bits).ToArray();
            string at = Offset(position);
            if (there.Length == 0)
            {
                found.Add(DifferenceKind.Layout, $"{subject}: in the {found.Whose}'s {truth}, '{name}' has {Length(bits)} at {at}, and no member of {declared} is there with that size");
                return;
            }

            if (there.All(member => AreOfOtherKind(member.Type, type)))
            {
                found.Add(DifferenceKind.Layout, $"{subject}: in the {found.Whose}'s {truth}, '{name}' at {at} is {type}, and in {declared} it is {there[0].Type}");
                return;
            }

            // Names are the declaration's own, unless the same one is somewhere else.
            if (there.All(member => member.Name != name) && members.Where(member => member.Name == name).ToArray() is [var elsewhere])
            {
                found.Add(DifferenceKind.Layout, $"{subject}: in the {found.Whose}'s {truth}, '{name}' is at {at}, and in {declared} at {Offset(elsewhere.Position)}");
                return;
            }

            if (there is [var only] && found.Count < MostDifferences)
            {
                CType element = DeclarationCheck.Element(only.Type);
                if (element == only.Type || !DeclarationCheck.IsByte(element))
                {
                    string place = $"in the {found.Whose}'s {truth}, '{name}' at {at}";
                    DeclarationCheck.CompareNumbers(found, $"{subject}: {place}", element, DeclarationCheck.Element(type), $"{subject}: {place} is {type}, and in {declared} it is {only.Type}");
                }
            }
        }
    }

    /// <summary>Whether what lies there, or the elements of it, is of another class or size. Bytes are what anything is.</summary>
    private static bool AreOfOtherKind(CType declared, TrueType truth)
    {
        (CType one, TrueType other) = (DeclarationCheck.Element(declared), DeclarationCheck.Element(truth));
        (TypeShape left, TypeShape right) = (TypeShape.Of(one), TypeShape.Of(other));
        bool isArray = one != declared || !ReferenceEquals(other, truth);
        return left.IsKnown && right.IsKnown && (left.Class != right.Class || (isArray && left.Size != right.Size)) && !(isArray && (DeclarationCheck.IsByte(one) || DeclarationCheck.IsByte(other)));
    }

    // Of a record that has itself as members without a name, twice, there would be no end.
    private static int AddNamed(List<(string Name, long Position, long Bits, TrueType Type)> named, TrueType record, long start, int depth, int left)
    {
        foreach (TrueMember member in record.Members ?? [])
        {
            if (--left <= 0)
            {
                break;
            }

            if (member.BitPosition is not { } position)
            {
                continue;
            }

            if (member.Name is { } name)
            {
                named.Add((name, start + position, member.Bits, member.Type));
            }
            else if (depth < 64)
            {
                left = AddNamed(named, member.Type, start + position, depth + 1, left);
            }
        }

        return left;
    }

    private static string Length(long bits) => bits % 8 == 0 ? DeclarationCheck.Bytes(bits / 8) : string.Create(CultureInfo.InvariantCulture, $"{bits} bits");

    private static string Offset(long bits) => bits % 8 == 0 ? string.Create(CultureInfo.InvariantCulture, $"byte {bits / 8}") : string.Create(CultureInfo.InvariantCulture, $"bit {bits}");
}
