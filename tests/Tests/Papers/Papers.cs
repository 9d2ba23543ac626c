namespace FfiIsolation.Tests.Papers;

/// <summary>The papers of the repository, read where they lie: artifacts/bin/Tests/release/ is four folders below its root.</summary>
internal static class Papers
{
    public static string Root { get; } = Path.GetFullPath("../../../..", AppContext.BaseDirectory);

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>The lines of the fenced blocks of one language in the section under a heading, blank lines and C comment lines left out.</summary>
    public static string[] Fenced(string path, string heading, string language)
    {
        var found = new List<string>();
        bool inSection = false, inBlock = false;
        foreach (string line in Read(path).Split('\n'))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                inBlock = !inBlock && line == "```" + language;
            }
            else if (!inBlock && line.StartsWith('#'))
            {
                inSection = line.TrimStart('#').Trim() == heading;
            }
            else if (inSection && inBlock && line.Trim().Length > 0 && !line.StartsWith("//", StringComparison.Ordinal))
            {
                found.Add(line);
            }
        }

        return [.. found];
    }

    /// <summary>The rows of the tables in the section under a heading: cells trimmed, heads and rulers left out.</summary>
    public static string[][] Table(string path, string heading)
    {
        var rows = new List<string[]>();
        bool inSection = false;
        string[] lines = Read(path).Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith('#'))
            {
                inSection = lines[i].TrimStart('#').Trim() == heading;
            }
            else if (inSection && lines[i].StartsWith('|') && !IsRuler(lines[i]) && !(i + 1 < lines.Length && IsRuler(lines[i + 1])))
            {
                rows.Add([.. lines[i].Trim().Trim('|').Split('|').Select(cell => cell.Trim())]);
            }
        }

        return [.. rows];
    }

    private static bool IsRuler(string line) => line.StartsWith("|-", StringComparison.Ordinal) || line.StartsWith("| -", StringComparison.Ordinal);
}
