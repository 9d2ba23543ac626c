using System.Globalization;

namespace FfiIsolation.DebugInfo;

/// <summary>Compares a declaration with what the library says of itself. Pure. What is not understood on the truth's side is not compared.</summary>
internal static class DeclarationCheck
{
    /// <param name="declared">The declaration.</param>
    /// <param name="truth">What it is held against.</param>
    /// <param name="whose">Who says so: the library, or its header.</param>
    public static IReadOnlyList<Difference> Compare(Prototype declared, TrueFunction truth, string whose = "library")
    {
        var found = new Differences(whose);
        if (truth.Convention is { } convention && convention != declared.Convention)
        {
            found.Add(DifferenceKind.Convention, convention == CallConvention.Microsoft
                ? $"declared without the ms_abi that the {found.Whose}'s has" : $"declared with ms_abi, which the {found.Whose}'s has not");
        }

        CompareSignature(found, "", declared.Type, truth);
        if (declared.Deallocators.FirstOrDefault(one => truth.Deallocators.Count > 0 && !truth.Deallocators.Contains(one)) is { } other)
        {
            found.Add(DifferenceKind.Deallocator, $"{other} is declared to free the result, and the {found.Whose}'s is {string.Join(" or ", truth.Deallocators)}");
        }

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
            found.Add(DifferenceKind.Arity, $"{prefix}{Parameters(declared.Parameters.Length)} declared, and the {found.Whose}'s has {Parameters(truth.Parameters.Count)}", isHarmless);
        }

        if (declared.IsVariadic != truth.IsVariadic)
        {
            found.Add(DifferenceKind.Variadic, prefix + (declared.IsVariadic ? $"declared with '...', and the {found.Whose}'s takes no more arguments" : $"declared without the '...' that the {found.Whose}'s has"));
        }

        CompareResult(found, prefix + "the result", isCallback: subject.Length > 0, declared.ReturnType, truth.ReturnType);
        foreach ((Parameter parameter, TrueParameter actual) in declared.Parameters.Zip(truth.Parameters))
        {
            string name = (parameter.Name ?? actual.Name) is { } known ? $" '{known}'" : "";
            string one = string.Create(CultureInfo.InvariantCulture, $"{prefix}parameter {parameter.Index + 1}{name}");
            int before = found.Count;
            Compare(found, one, parameter.Type, Decayed(actual.Type));
            if (found.Count == before && subject.Length == 0 && !actual.IsRead)
            {
                CompareConst(found, one, parameter.Type, Decayed(actual.Type));
            }
        }
    }

    // What is declared const is only lent to be read: nothing of it comes back. One that is declared without costs a copy. What is passed by its address alone (handles, functions) is not copied at all.
    private static void CompareConst(Differences found, string subject, CType declared, TrueType truth)
    {
        if (declared is PointerType { PointsAtConst: true, Pointee: not (OpaqueType or FunctionType or RecordType { IsComplete: false }) }
            && truth is { Kind: TrueKind.Pointer, Target: { IsConst: false } target } && Element(target) is { IsConst: false, Kind: not (TrueKind.Unknown or TrueKind.Function) } and not { Kind: TrueKind.Record, Members: null })
        {
            found.Add(DifferenceKind.Const, $"{subject}: {declared} is declared, and the {found.Whose}'s is {truth}: what the function writes there does not come back", isWarning: true);
        }
    }

    private static void CompareResult(Differences found, string subject, bool isCallback, CType declared, TrueType truth)
    {
        switch (declared, truth.Kind)
        {
            case (VoidType, TrueKind.Void or TrueKind.Unknown):
                break;
            case (VoidType, _):
                // A struct may come back in memory whose address the caller has to give.
                found.Add(DifferenceKind.Class, $"{subject}: void is declared, and the {found.Whose}'s is {truth}", isWarning: truth.Kind != TrueKind.Record && !isCallback);
                break;
            case (_, TrueKind.Void):
                found.Add(DifferenceKind.Class, $"{subject}: {declared} is declared, and the {found.Whose}'s returns nothing", isWarning: isCallback && declared is not RecordType);
                break;
            default:
                Compare(found, subject, declared, truth);
                break;
        }
    }

    private static void Compare(Differences found, string subject, CType declared, TrueType truth)
    {
        string both = $"{subject}: {declared} is declared, and the {found.Whose}'s is {truth}";
        truth = declared is RecordType ? truth : WithoutWrapping(truth);
        (TypeShape left, TypeShape right) = (TypeShape.Of(declared), TypeShape.Of(truth));
        if (!left.IsKnown || !right.IsKnown)
        {
            return;
        }

        if (left.Class == TypeClass.Pointer && IsAnyOfPointers(truth))
        {
            // Any of them: which one is not the library's to say.
        }
        else if (left.Class != right.Class)
        {
            // An integer of its size travels as a pointer does.
            bool isSamePlace = left.Size == right.Size && left.Class is (TypeClass.Integer or TypeClass.Pointer) && right.Class is (TypeClass.Integer or TypeClass.Pointer);
            found.Add(DifferenceKind.Class, both, isWarning: isSamePlace);
        }
        else if (left.Class == TypeClass.Record)
        {
            LayoutCheck.Compare(found, subject, (RecordType)declared, truth);
        }
        else if (left.Class == TypeClass.Pointer)
        {
            ComparePointees(found, subject, ((PointerType)declared).Pointee, truth.Target!, both);
        }
        else if (left.Size != right.Size)
        {
            found.Add(DifferenceKind.Width, $"{both}: {Bytes(left.Size)} and {Bytes(right.Size)}");
        }
        else
        {
            CompareNumbers(found, subject, declared, truth, both);
        }
    }

    /// <summary>What integers of one size mean: their sign, which narrow ones are extended by too, and the names that enums have for them.</summary>
    public static void CompareNumbers(Differences found, string subject, CType declared, TrueType truth, string both)
    {
        if (declared is EnumType constants && truth.Kind == TrueKind.Enum)
        {
            EnumCheck.Compare(found, subject, constants, truth);
        }
        else if (DifferInSign(declared, truth))
        {
            found.Add(DifferenceKind.Sign, both, isWarning: true);
        }
    }

    /// <summary>Whether one has negative values and the other not. What a library calls <c>char</c> has the sign that its compiler was told to give it.</summary>
    private static bool DifferInSign(CType declared, TrueType truth) => TypeShape.Of(declared).IsSigned is { } left && TypeShape.Of(truth).IsSigned is { } right && left != right
        && !(declared is IntegerType { Kind: IntegerKind.Char } && truth is { Kind: TrueKind.Integer, Name: "char" });

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
                found.Add(DifferenceKind.PointerDepth, both, isWarning: true);
            }

            return;
        }

        if (left.Class == TypeClass.Pointer && right.Class == TypeClass.Pointer)
        {
            ComparePointees(found, subject, ((PointerType)Element(declared)).Pointee, Element(truth).Target!, both);
        }
        else if ((left.Class == TypeClass.Function) != (right.Class == TypeClass.Function))
        {
            found.Add(DifferenceKind.Pointee, both, isWarning: true);
        }
        else if (left.Class == TypeClass.Pointer || right.Class == TypeClass.Pointer)
        {
            found.Add(DifferenceKind.PointerDepth, both, isWarning: true);
        }
        else if (left.Class == TypeClass.Record && right.Class == TypeClass.Record)
        {
            LayoutCheck.Compare(found, subject, (RecordType)Element(declared), Element(truth));
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
            found.Add(DifferenceKind.Pointee, $"{both}: text of characters of {Bytes(left.Size)}, and of {Bytes(right.Size)}", isWarning: true);
        }
        else if (IsByte(Element(declared)) || IsByte(Element(truth)))
        {
            // How bytes are passed, whatever they mean.
        }
        else if (left.Size != right.Size)
        {
            found.Add(DifferenceKind.Pointee, $"{both}: elements of {Bytes(left.Size)} and {Bytes(right.Size)}");
        }
        else if (left.Class != right.Class)
        {
            found.Add(DifferenceKind.Pointee, both, isWarning: true);
        }
        else if (Element(declared) is not IntegerType { IsCharacter: true } && !IsWide(Element(truth)))
        {
            CompareNumbers(found, subject, Element(declared), Element(truth), both);
        }
    }

    /// <summary>Whether it is a character of one byte, and no <c>bool</c> or enum of that size.</summary>
    public static bool IsByte(CType type) => type is IntegerType { Size: 1 };

    /// <inheritdoc cref="IsByte(CType)"/>
    public static bool IsByte(TrueType type) => type is { Kind: TrueKind.Integer, Size: 1 };

    private static bool IsWide(TrueType type) => (type.TypedefName ?? type.Name) is "wchar_t" or "char16_t" or "char32_t";

    // Bytes may be passed as whatever they are; text is converted for its characters.
    private static bool IsWideTextForBytes(CType declared, TrueType truth, TypeShape left, TypeShape right) => declared is IntegerType { IsCharacter: true } && left.Size != right.Size
        && ((left.Size > 1 && truth is { Kind: TrueKind.Integer, Name: "char" }) || (left.Size == 1 && IsWide(truth)));

    /// <summary>Whether it is a union of pointers, which travels as one does. Of a transparent union, as glibc has for the addresses of sockets, gcc writes down the size and no members.</summary>
    private static bool IsAnyOfPointers(TrueType type) =>
        type is { Kind: TrueKind.Record, Keyword: "union", Size: sizeof(ulong), Members: { } members } && members.All(member => member.Type.Kind == TrueKind.Pointer);

    /// <summary>What a struct of Rust that has one member travels as, be it declared transparent or not: a newtype, a Box, a NonNull.</summary>
    private static TrueType WithoutWrapping(TrueType type)
    {
        for (int i = 0; i < TrueType.DepthOfText && type is { IsOfRust: true, Members: { } members } && members.Where(member => member.Type.Size > 0).ToArray() is [{ BitPosition: 0 } only] && only.Type.Size == type.Size; i++)
        {
            type = only.Type;
        }

        return type;
    }

    // A parameter that is written as an array or a function is a pointer.
    private static TrueType Decayed(TrueType type) =>
        type.Kind == TrueKind.Array ? TrueType.PointerTo(() => type.Target!, 8)
        : type.Kind == TrueKind.Function ? TrueType.PointerTo(() => type, 8)
        : type;

    public static CType Element(CType type) => type is ArrayType array ? Element(array.Element) : type;

    public static TrueType Element(TrueType type)
    {
        for (int i = 0; i < 64 && type is { Kind: TrueKind.Array, Target: { } element }; i++)
        {
            type = element;
        }

        return type;
    }

    private static string Parameters(int count) => string.Create(CultureInfo.InvariantCulture, $"{count} parameter{(count == 1 ? "" : "s")}");

    public static string Bytes(long count) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} byte{(count == 1 ? "" : "s")}");
}
