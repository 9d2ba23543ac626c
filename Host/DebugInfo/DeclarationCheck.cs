using System.Globalization;

namespace FfiIsolation.DebugInfo;

/// <summary>Compares a declaration with what the library says of itself. Pure. What is not understood on the truth's side is not compared.</summary>
internal static class DeclarationCheck
{
    /// <summary>Of a record, those of records without a name within it counted too. More are not compared.</summary>
    private const int MostMembers = 10_000;

    /// <param name="declared">The declaration.</param>
    /// <param name="truth">What it is held against.</param>
    /// <param name="whose">Who says so: the library, or its header.</param>
    public static IReadOnlyList<Difference> Compare(Prototype declared, TrueFunction truth, string whose = "library")
    {
        var found = new Differences(whose);
        if (declared.Parameters.Length != truth.Parameters.Count)
        {
            found.Add(new Difference(DifferenceKind.Arity, $"{Parameters(declared.Parameters.Length)} declared, and the {found.Whose}'s has {Parameters(truth.Parameters.Count)}"));
        }

        if (declared.IsVariadic != truth.IsVariadic)
        {
            found.Add(new Difference(DifferenceKind.Variadic, declared.IsVariadic ? $"declared with '...', and the {found.Whose}'s takes no more arguments" : $"declared without the '...' that the {found.Whose}'s has"));
        }

        CompareResult(found, declared.ReturnType, truth.ReturnType);
        foreach ((Parameter parameter, TrueParameter actual) in declared.Parameters.Zip(truth.Parameters))
        {
            string name = (parameter.Name ?? actual.Name) is { } known ? $" '{known}'" : "";
            Compare(found, string.Create(CultureInfo.InvariantCulture, $"parameter {parameter.Index + 1}{name}"), parameter.Type, Decayed(actual.Type));
        }

        return found;
    }

    private sealed class Differences(string whose) : List<Difference>
    {
        public string Whose { get; } = whose;
    }

    private static void CompareResult(Differences found, CType declared, TrueType truth)
    {
        switch (declared, truth.Kind)
        {
            case (VoidType, TrueKind.Void or TrueKind.Unknown):
                break;
            case (VoidType, _):
                // A struct may come back in memory whose address the caller has to give.
                found.Add(new Difference(DifferenceKind.Class, $"the result: void is declared, and the {found.Whose}'s is {truth}", IsWarning: truth.Kind != TrueKind.Record));
                break;
            case (_, TrueKind.Void):
                found.Add(new Difference(DifferenceKind.Class, $"the result: {declared} is declared, and the {found.Whose}'s returns nothing"));
                break;
            default:
                Compare(found, "the result", declared, truth);
                break;
        }
    }

    private static void Compare(Differences found, string subject, CType declared, TrueType truth)
    {
        (TypeShape left, TypeShape right) = (TypeShape.Of(declared), TypeShape.Of(truth));
        if (!left.IsKnown || !right.IsKnown)
        {
            return;
        }

        string both = $"{subject}: {declared} is declared, and the {found.Whose}'s is {truth}";
        if (left.Class != right.Class)
        {
            // An integer of its size travels as a pointer does.
            bool isSamePlace = left.Size == right.Size && left.Class is (TypeClass.Integer or TypeClass.Pointer) && right.Class is (TypeClass.Integer or TypeClass.Pointer);
            found.Add(new Difference(DifferenceKind.Class, both, IsWarning: isSamePlace));
        }
        else if (left.Class == TypeClass.Record)
        {
            CompareLayout(found, subject, (RecordType)declared, truth);
        }
        else if (left.Class == TypeClass.Pointer)
        {
            ComparePointees(found, subject, ((PointerType)declared).Pointee, truth.Target!, both);
        }
        else if (left.Size != right.Size)
        {
            found.Add(new Difference(DifferenceKind.Width, $"{both}: {Bytes(left.Size)} and {Bytes(right.Size)}"));
        }
        else if (left.IsSigned is { } one && right.IsSigned is { } other && one != other)
        {
            found.Add(new Difference(DifferenceKind.Sign, both, IsWarning: true));
        }
    }

    private static void ComparePointees(Differences found, string subject, CType declared, TrueType truth, string both)
    {
        (TypeShape left, TypeShape right) = (TypeShape.Of(Element(declared)), TypeShape.Of(Element(truth)));
        if (!left.IsKnown || !right.IsKnown)
        {
            return;
        }

        if (left.Class == TypeClass.Pointer && right.Class == TypeClass.Pointer)
        {
            ComparePointees(found, subject, ((PointerType)Element(declared)).Pointee, Element(truth).Target!, both);
        }
        else if ((left.Class == TypeClass.Function) != (right.Class == TypeClass.Function))
        {
            found.Add(new Difference(DifferenceKind.Pointee, both, IsWarning: true));
        }
        else if (left.Class == TypeClass.Pointer || right.Class == TypeClass.Pointer)
        {
            found.Add(new Difference(DifferenceKind.PointerDepth, both, IsWarning: true));
        }
        else if (left.Class == TypeClass.Record && right.Class == TypeClass.Record)
        {
            CompareLayout(found, subject, (RecordType)Element(declared), Element(truth));
        }
        else if (left.Size != right.Size && left.Size != 1 && right.Size != 1)
        {
            // One byte is how bytes are passed, whatever they mean.
            found.Add(new Difference(DifferenceKind.Pointee, $"{both}: elements of {Bytes(left.Size)} and {Bytes(right.Size)}"));
        }
        else if (left.Class != right.Class && left.Size != 1 && right.Size != 1)
        {
            found.Add(new Difference(DifferenceKind.Pointee, both, IsWarning: true));
        }
    }

    private static void CompareLayout(Differences found, string subject, RecordType declared, TrueType truth)
    {
        if (truth.Members is null || !declared.IsComplete)
        {
            return;
        }

        if (declared.Size != truth.Size)
        {
            found.Add(new Difference(DifferenceKind.Layout, $"{subject}: {declared} is declared with {Bytes(declared.Size)}, and the {found.Whose}'s {truth} has {Bytes(truth.Size)}"));
            return;
        }

        (long Position, long Bits, CType Type)[] members = [.. declared.NamedMembers().Select(member => (member.BitPosition, member.BitWidth ?? 8 * (long)member.Type.Size, member.Type))];
        var named = new List<(string Name, long Position, long Bits, TrueType Type)>();
        AddNamed(named, truth, start: 0, depth: 0, MostMembers);
        foreach ((string name, long position, long bits, TrueType type) in named)
        {
            // Names that C leaves to the implementation are padding, which headers part in different ways.
            if (name.StartsWith("__", StringComparison.Ordinal))
            {
                continue;
            }

            var there = members.Where(member => member.Position == position && member.Bits == bits).ToArray();
            string at = position % 8 == 0 ? Offset(position / 8) : string.Create(CultureInfo.InvariantCulture, $"bit {position}");
            if (there.Length == 0)
            {
                string length = bits % 8 == 0 ? Bytes(bits / 8) : string.Create(CultureInfo.InvariantCulture, $"{bits} bits");
                found.Add(new Difference(DifferenceKind.Layout, $"{subject}: in the {found.Whose}'s {truth}, '{name}' has {length} at {at}, and no member of {declared} is there with that size"));
                return;
            }

            TypeShape right = TypeShape.Of(type);
            if (right.IsKnown && there.All(member => TypeShape.Of(member.Type) is { IsKnown: true } left && left.Class != right.Class))
            {
                found.Add(new Difference(DifferenceKind.Layout, $"{subject}: in the {found.Whose}'s {truth}, '{name}' at {at} is {type}, and in {declared} it is {there[0].Type}"));
                return;
            }
        }
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

    // A parameter that is written as an array or a function is a pointer.
    private static TrueType Decayed(TrueType type) =>
        type.Kind == TrueKind.Array ? TrueType.PointerTo(() => type.Target!, 8)
        : type.Kind == TrueKind.Function ? TrueType.PointerTo(() => type, 8)
        : type;

    private static CType Element(CType type) => type is ArrayType array ? Element(array.Element) : type;

    private static TrueType Element(TrueType type)
    {
        for (int i = 0; i < 64 && type is { Kind: TrueKind.Array, Target: { } element }; i++)
        {
            type = element;
        }

        return type;
    }

    private static string Parameters(int count) => string.Create(CultureInfo.InvariantCulture, $"{count} parameter{(count == 1 ? "" : "s")}");

    private static string Bytes(long count) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} byte{(count == 1 ? "" : "s")}");

    private static string Offset(long bytes) => string.Create(CultureInfo.InvariantCulture, $"byte {bytes}");
}
