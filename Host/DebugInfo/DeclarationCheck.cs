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
        if (truth.Convention is { } convention && convention != declared.Convention)
        {
            found.Add(new Difference(DifferenceKind.Convention, convention == CallConvention.Microsoft
                ? $"declared without the ms_abi that the {found.Whose}'s has" : $"declared with ms_abi, which the {found.Whose}'s has not"));
        }

        CompareSignature(found, "", declared.Type, truth);
        return found;
    }

    /// <param name="subject">The parameter whose function it is that is called back; empty for the function itself.</param>
    private static void CompareSignature(Differences found, string subject, FunctionType declared, TrueFunction truth)
    {
        string prefix = subject.Length == 0 ? "" : subject + ": ";
        if (declared.Parameters.Length != truth.Parameters.Count)
        {
            // Whoever is called back with more than he takes does not notice.
            bool isHarmless = subject.Length > 0 && declared.Parameters.Length < truth.Parameters.Count;
            found.Add(new Difference(DifferenceKind.Arity, $"{prefix}{Parameters(declared.Parameters.Length)} declared, and the {found.Whose}'s has {Parameters(truth.Parameters.Count)}", isHarmless));
        }

        if (declared.IsVariadic != truth.IsVariadic)
        {
            found.Add(new Difference(DifferenceKind.Variadic, prefix + (declared.IsVariadic ? $"declared with '...', and the {found.Whose}'s takes no more arguments" : $"declared without the '...' that the {found.Whose}'s has")));
        }

        CompareResult(found, prefix + "the result", isCallback: subject.Length > 0, declared.ReturnType, truth.ReturnType);
        foreach ((Parameter parameter, TrueParameter actual) in declared.Parameters.Zip(truth.Parameters))
        {
            string name = (parameter.Name ?? actual.Name) is { } known ? $" '{known}'" : "";
            Compare(found, string.Create(CultureInfo.InvariantCulture, $"{prefix}parameter {parameter.Index + 1}{name}"), parameter.Type, Decayed(actual.Type));
        }
    }

    private sealed class Differences(string whose) : List<Difference>
    {
        public string Whose { get; } = whose;
    }

    private static void CompareResult(Differences found, string subject, bool isCallback, CType declared, TrueType truth)
    {
        switch (declared, truth.Kind)
        {
            case (VoidType, TrueKind.Void or TrueKind.Unknown):
                break;
            case (VoidType, _):
                // A struct may come back in memory whose address the caller has to give.
                found.Add(new Difference(DifferenceKind.Class, $"{subject}: void is declared, and the {found.Whose}'s is {truth}", IsWarning: truth.Kind != TrueKind.Record && !isCallback));
                break;
            case (_, TrueKind.Void):
                found.Add(new Difference(DifferenceKind.Class, $"{subject}: {declared} is declared, and the {found.Whose}'s returns nothing", IsWarning: isCallback && declared is not RecordType));
                break;
            default:
                Compare(found, subject, declared, truth);
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
            // A struct of which nobody says what it holds is no pointer all the same, nor is a name that the library has for what its pointer leads to.
            bool isDeeper = left.Class == TypeClass.Pointer && Element(truth) is { Kind: TrueKind.Record, Members: null };
            bool isFlatter = right.Class == TypeClass.Pointer && (Element(declared) is RecordType { IsComplete: false } or OpaqueType { Tag: TagKind.Struct or TagKind.Union }
                || (Element(declared) is OpaqueType opaque && Element(truth).Target is { } target && opaque.Name == (target.TypedefName ?? target.Name)));
            if (isDeeper || isFlatter)
            {
                found.Add(new Difference(DifferenceKind.PointerDepth, both, IsWarning: true));
            }

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
        else if (left.Class == TypeClass.Function)
        {
            if (Element(truth).Function is { IsPrototyped: true } function)
            {
                CompareSignature(found, subject, (FunctionType)Element(declared), function);
            }
        }
        else if (IsWideTextForBytes(Element(declared), Element(truth), left, right))
        {
            found.Add(new Difference(DifferenceKind.Pointee, $"{both}: text of characters of {Bytes(left.Size)}, and of {Bytes(right.Size)}", IsWarning: true));
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

    // Bytes may be passed as whatever they are; text is converted for its characters.
    private static bool IsWideTextForBytes(CType declared, TrueType truth, TypeShape left, TypeShape right) => declared is IntegerType { IsCharacter: true } && left.Size != right.Size
        && ((left.Size > 1 && truth is { Kind: TrueKind.Integer, Name: "char" }) || (left.Size == 1 && (truth.TypedefName ?? truth.Name) is "wchar_t" or "char16_t" or "char32_t"));

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

        (string Name, long Position, long Bits, CType Type)[] members = [.. declared.NamedMembers().Select(member => (member.Name!, member.BitPosition, member.BitWidth ?? 8 * (long)member.Type.Size, member.Type))];
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
            string at = Offset(position);
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

            // Names are the declaration's own, unless the same one is somewhere else.
            if (there.All(member => member.Name != name) && members.Where(member => member.Name == name).ToArray() is [var elsewhere])
            {
                found.Add(new Difference(DifferenceKind.Layout, $"{subject}: in the {found.Whose}'s {truth}, '{name}' is at {at}, and in {declared} at {Offset(elsewhere.Position)}"));
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

    private static string Offset(long bits) => bits % 8 == 0 ? string.Create(CultureInfo.InvariantCulture, $"byte {bits / 8}") : string.Create(CultureInfo.InvariantCulture, $"bit {bits}");
}
