namespace FfiIsolation.DebugInfo;

/// <summary>Holds the constants of an enum against the library's. Both travel alike; but a name that stands for another number passes that number, and results are told by the wrong name. Pure.</summary>
internal static class EnumCheck
{
    private const int MostTold = 3;

    public static void Compare(Differences found, string subject, EnumType declared, TrueType truth)
    {
        if (truth.Constants is not { Count: > 0 } known)
        {
            return;
        }

        var values = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (TrueConstant constant in known)
        {
            values.TryAdd(constant.Name, constant.Value);
        }

        Tell(isWarning: false, declared.Constants.Where(one => values.TryGetValue(one.Name, out long value) && !IsSame(one.Value, value)).Select(one => FormattableString.Invariant($"{one} is declared, and the {found.Whose}'s is {values[one.Name]}")));

        // Names are the declaration's own. A number that the library's enum has under no name may be made of several, or mean nothing there.
        Tell(isWarning: true, declared.Constants.Where(one => !values.ContainsKey(one.Name) && !known.Any(other => IsSame(one.Value, other.Value)))
            .Select(one => FormattableString.Invariant($"{one} is declared, and nothing in the {found.Whose}'s {truth} has that value")));

        if (!declared.UnderlyingType.IsSigned && FirstNegative(truth) is { } negative)
        {
            found.Add(DifferenceKind.Sign, FormattableString.Invariant($"{subject}: {declared} is declared without negative values, and the {found.Whose}'s {truth} has {negative.Name} = {negative.Value}"), isWarning: true);
        }

        void Tell(bool isWarning, IEnumerable<string> told)
        {
            string[] all = [.. told.Take(MostTold + 1)];
            if (all.Length > 0)
            {
                found.Add(DifferenceKind.Values, $"{subject}: in {declared}, {string.Join("; ", all.Take(MostTold))}{(all.Length > MostTold ? "; and more" : "")}", isWarning);
            }
        }

        // Compilers write the same 32 bits with a sign or without.
        bool IsSame(long left, long right) => truth.Size is > 0 and < sizeof(long) ? ((left ^ right) & ((1L << (int)(8 * truth.Size)) - 1)) == 0 : left == right;
    }

    /// <summary>A negative value of the library's enum; null where it has none. Of 64 bits nobody says whether they have a sign.</summary>
    public static TrueConstant? FirstNegative(TrueType truth) => truth.Size < sizeof(long) ? truth.Constants?.FirstOrDefault(one => one.Value < 0) : null;
}
