namespace FfiIsolation.Libraries;

/// <summary>The spellings of a library's name: <c>m</c>, <c>libm</c>, <c>libm.so</c>, <c>libm.so.6</c>.</summary>
internal static class LibraryName
{
    private const string Suffix = ".so";

    /// <summary>Whether the name is a file name as it stands: <c>x.so</c> or <c>x.so.N[.M]</c>.</summary>
    public static bool IsSoname(string name)
    {
        int at = name.IndexOf(Suffix, 1, StringComparison.Ordinal);
        return at > 0 && (name.EndsWith(Suffix, StringComparison.Ordinal) || name.Contains(Suffix + ".", StringComparison.Ordinal));
    }

    /// <summary>File names to look for as they are.</summary>
    public static IEnumerable<string> Spellings(string name) => IsSoname(name) ? [name] : Stems(name).Select(stem => stem + Suffix);

    /// <summary>What may stand before <c>.so.N</c>. Nothing for a name that has a version: another one would be another library.</summary>
    public static IEnumerable<string> Stems(string name)
    {
        if (IsSoname(name))
        {
            return name.EndsWith(Suffix, StringComparison.Ordinal) ? [name[..^Suffix.Length]] : [];
        }

        return name.StartsWith("lib", StringComparison.Ordinal) ? [name] : ["lib" + name, name];
    }

    /// <summary>
    /// Of a directory's file names, those of the form <c>stem.so.N[.M…]</c>: the highest N first, and of these the shortest, which is the
    /// soname; by number, so that 10 comes before 9.
    /// </summary>
    public static string[] Versions(string stem, IEnumerable<string> names)
    {
        string prefix = stem + Suffix + ".";
        var found = new List<VersionedName>();
        foreach (string name in names)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal) && VersionedName.TryParse(name, prefix.Length) is { } versioned)
            {
                found.Add(versioned);
            }
        }

        found.Sort();
        return [.. found.ConvertAll(versioned => versioned.Name)];
    }
}
