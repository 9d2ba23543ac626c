namespace FfiIsolation;

/// <summary>Finds the name that a misspelt one was most likely meant to be.</summary>
internal static class NearNames
{
    private const int LongestWord = 64;

    /// <summary>The nearest candidate, or null if none is near: one slip in a short word, two in a longer one.</summary>
    public static string? Find(string word, IEnumerable<string> candidates)
    {
        if (word.Length is < 2 or > LongestWord)
        {
            return null;
        }

        string? best = null;
        int bestDistance = word.Length <= 3 ? 2 : 3;
        foreach (string candidate in candidates)
        {
            if (Math.Abs(candidate.Length - word.Length) < bestDistance)
            {
                int distance = Distance(word, candidate);
                if (distance < bestDistance && distance < candidate.Length - 1)
                {
                    bestDistance = distance;
                    best = candidate;
                }
            }
        }

        return best;
    }

    // Optimal string alignment: insert, delete, replace, or swap of neighbours is one slip each.
    private static int Distance(string a, string b)
    {
        int[] beforePrevious = new int[b.Length + 1];
        int[] previous = new int[b.Length + 1];
        int[] current = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++)
        {
            previous[j] = j;
        }

        for (int i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int cost = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                int distance = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    distance = Math.Min(distance, beforePrevious[j - 2] + 1);
                }

                current[j] = distance;
            }

            (beforePrevious, previous, current) = (previous, current, beforePrevious);
        }

        return previous[b.Length];
    }
}
