namespace FfiIsolation;

/// <summary>"Did you mean": the names of a list that are nearest to a name that is not in it.</summary>
internal static class NearNames
{
    /// <summary>Names given at most.</summary>
    public const int Most = 5;

    private const int LongestCompared = 128; // characters; mangled C++ names are longer, and no typing mistakes
    private const int ShortestPart = 3;      // characters of a name that is found inside a longer one

    private enum Kind
    {
        OtherCase,
        OtherUnderscores,
        Misspelt,
        PartOfWords, // at an underscore or a hyphen: open, sqlite3_open
        Part,        // compress, compress2
    }

    /// <summary>The nearest first. The same for the same set of names, whatever their order.</summary>
    public static IReadOnlyList<string> Find(string wanted, IEnumerable<string> names)
    {
        string folded = wanted.ToLowerInvariant();
        return [.. names
            .Where(name => name.Length > 0 && name != wanted)
            .Distinct(StringComparer.Ordinal)
            .Select(name => (Name: name, Rank: RankOf(folded, name.ToLowerInvariant())))
            .Where(found => found.Rank is not null)
            .OrderBy(found => found.Rank!.Value)
            .ThenBy(found => SameCase(wanted, found.Name) ? 0 : 1)
            .ThenBy(found => found.Name, StringComparer.Ordinal)
            .Take(Most)
            .Select(found => found.Name)];
    }

    /// <summary>
    /// The one name that <paramref name="wanted"/> was most likely meant to be, or null: one slip in a short word, two in a longer one. Stricter
    /// than <see cref="Find"/>: a word of a declaration that merely holds a known one is no slip.
    /// </summary>
    public static string? Nearest(string wanted, IEnumerable<string> names)
    {
        string folded = wanted.ToLowerInvariant();
        int bound = wanted.Length <= 3 ? 1 : 2;
        string? nearest = null;
        (Kind Kind, int Edits, int) least = default;
        foreach (string name in names)
        {
            if (RankOf(folded, name.ToLowerInvariant()) is { } rank && rank.Kind <= Kind.Misspelt && rank.Edits <= bound && rank.Edits < name.Length - 1
                && (nearest is null || rank.CompareTo(least) < 0))
            {
                (nearest, least) = (name, rank);
            }
        }

        return nearest;
    }

    private static bool SameCase(string wanted, string name) => wanted.Any(char.IsUpper) == name.Any(char.IsUpper);

    // Kind, how far away, and of those equally far the one that starts alike first: compared in this order.
    private static (Kind Kind, int Edits, int)? RankOf(string wanted, string name)
    {
        int difference = Math.Abs(wanted.Length - name.Length), unlike = -CommonPrefix(wanted, name);
        if (wanted == name)
        {
            return (Kind.OtherCase, 0, 0);
        }

        if (WithoutUnderscores(wanted) is { Length: > 0 } bare && bare == WithoutUnderscores(name))
        {
            return (Kind.OtherUnderscores, difference, unlike);
        }

        // Half of a short word is no slip, and several slips seldom begin with the first letter.
        int bound = wanted.Length switch { <= 4 => 1, <= 8 => 2, _ => 3 };
        if (Distance(wanted, name, bound) is { } edits && (edits <= 1 || FirstLetter(wanted) == FirstLetter(name)))
        {
            return (Kind.Misspelt, edits, unlike);
        }

        (string inner, string outer) = wanted.Length < name.Length ? (wanted, name) : (name, wanted);
        bool starts = outer.StartsWith(inner, StringComparison.Ordinal), ends = outer.EndsWith(inner, StringComparison.Ordinal);
        if (inner.Length < ShortestPart || !(starts || ends))
        {
            return null;
        }

        // A word that is a small part of what was wanted is something else: open, where sqlite3_open was wanted.
        if (inner == name && 2 * inner.Length < outer.Length)
        {
            return null;
        }

        bool isOfWords = (starts && outer[inner.Length] is '_' or '-') || (ends && outer[outer.Length - inner.Length - 1] is '_' or '-');
        return isOfWords ? (Kind.PartOfWords, difference, unlike) : 2 * inner.Length < outer.Length ? null : (Kind.Part, difference, unlike);
    }

    private static char FirstLetter(string name) => name.TrimStart('_') is { Length: > 0 } bare ? bare[0] : '_';

    private static int CommonPrefix(string a, string b)
    {
        int length = 0;
        while (length < a.Length && length < b.Length && a[length] == b[length])
        {
            length++;
        }

        return length;
    }

    private static string WithoutUnderscores(string name) => name.Replace("_", "");

    /// <summary>
    /// Insertions, deletions, substitutions and swaps of neighbours that turn one into the other (optimal string alignment, the restricted
    /// form of Damerau-Levenshtein); null if more than <paramref name="bound"/>.
    /// </summary>
    internal static int? Distance(string a, string b, int bound)
    {
        if (Math.Abs(a.Length - b.Length) > bound || a.Length > LongestCompared || b.Length > LongestCompared)
        {
            return null;
        }

        Span<int> beforeLast = stackalloc int[b.Length + 1], last = stackalloc int[b.Length + 1], row = stackalloc int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++)
        {
            last[j] = j;
        }

        for (int i = 1; i <= a.Length; i++)
        {
            int least = row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int edits = Math.Min(last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1), Math.Min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    edits = Math.Min(edits, beforeLast[j - 2] + 1);
                }

                row[j] = edits;
                least = Math.Min(least, edits);
            }

            // A swap reaches back over this row to the one before, but costs one edit, as the step to this row did.
            if (least > bound)
            {
                return null;
            }

            Span<int> free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }

        return last[b.Length] <= bound ? last[b.Length] : null;
    }
}
