// Whether a .NET struct is laid out as a C struct is: the same size, and the same scalars in the same places.
using FfiIsolation.Generator.Diagnostics;
using FfiIsolation.Generator.Matching;
using Microsoft.CodeAnalysis;

namespace FfiIsolation.Generator.Records;

internal static class RecordComparison
{
    /// <summary>Tells a difference, at the field where it is in a source.</summary>
    public static bool Check(MatchContext context, ITypeSymbol type, RecordType record, Location? use)
    {
        string? why = WhyNot(type, record, out ISymbol? field);
        if (why is not null)
        {
            context.Mistakes.Add(Rules.Layout, (field is null ? Mistakes.Of(type) : Mistakes.Of(field)) ?? use, Symbols.ShortName(type), record.ToString(), why);
        }

        return why is null;
    }

    public static string? NeedsSession(MatchContext context, ITypeSymbol type, RecordType record) => CLeaves.HasPointers(record)
        ? $"'{context.Method.Name}' has a {Symbols.ShortName(type)}, in which pointers of one worker lie"
        : null;

    /// <summary>Why not, as a sentence without its end; null if it is.</summary>
    public static string? WhyNot(ITypeSymbol type, RecordType record) => WhyNot(type, record, out _);

    private static string? WhyNot(ITypeSymbol type, RecordType record, out ISymbol? field)
    {
        field = null;
        if (!record.IsComplete)
        {
            return "the declarations do not define it";
        }

        if (StructLeaves.Of(type, out string whyNot) is not { } ours)
        {
            return whyNot;
        }

        List<Leaf> theirs = CLeaves.Of(record);
        if (theirs.Count <= CLeaves.Max && ours.Leaves.Count <= CLeaves.Max && record.Kind != TagKind.Union && FirstDifference(ours.Leaves, theirs, out field) is { } difference)
        {
            return difference;
        }

        return ours.Size == record.Size ? null : $"it has {ours.Size} bytes, and {record} has {record.Size}";
    }

    private static string? FirstDifference(List<Leaf> ours, List<Leaf> theirs, out ISymbol? field)
    {
        int i = 0;
        foreach (Leaf c in theirs)
        {
            if (c.Kind == LeafKind.Bytes)
            {
                // Whatever lies within is the author's affair.
                while (i < ours.Count && ours[i].Offset < c.End)
                {
                    i++;
                }

                continue;
            }

            if (i == ours.Count)
            {
                field = null;
                return $"it has no field for '{c.Name}', {TextOf(c)}";
            }

            Leaf own = ours[i];
            field = own.Symbol;
            if (own.Offset != c.Offset || own.Size != c.Size || !AreAlike(own.Kind, c.Kind))
            {
                return $"'{own.Name}' is {TextOf(own)}, and C has '{c.Name}', {TextOf(c)}";
            }

            i++;
        }

        field = i < ours.Count ? ours[i].Symbol : null;
        return i < ours.Count ? $"'{ours[i].Name}' is {TextOf(ours[i])}, and C has nothing there" : null;
    }

    private static string TextOf(Leaf leaf) => $"{leaf.TypeText} of {(leaf.Size == 1 ? "1 byte" : $"{leaf.Size} bytes")} at offset {leaf.Offset}";

    private static bool AreAlike(LeafKind own, LeafKind c) => (own, c) switch
    {
        (LeafKind.Integer, LeafKind.Signed or LeafKind.Unsigned) or (LeafKind.Signed or LeafKind.Unsigned, LeafKind.Integer) => true,
        (LeafKind.Signed or LeafKind.Unsigned, LeafKind.Pointer) or (LeafKind.Pointer, LeafKind.Signed or LeafKind.Unsigned) => true,
        (LeafKind.Unsigned, LeafKind.Boolean) => true,
        _ => own == c,
    };
}
