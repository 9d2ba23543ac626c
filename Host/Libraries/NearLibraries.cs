namespace FfiIsolation.Libraries;

/// <summary>"Did you mean": libraries whose names are near to one that is not there. Pure over <see cref="IFileView"/>; asked only when a library was not found.</summary>
internal static class NearLibraries
{
    /// <summary>Libraries named at most: more are no advice.</summary>
    private const int Most = 3;

    /// <summary>Names of files that are looked at; a distribution with everything on it has some ten thousand.</summary>
    private const int MostFiles = 50_000;

    private const string Suffix = ".so";

    // What libraries end in elsewhere.
    private static readonly string[] s_otherSuffixes = [".dll", ".dylib", ".lib", ".a"];

    /// <summary>The nearest first, each with its file.</summary>
    /// <param name="name">As it was asked for: a path is compared with what lies in its folder.</param>
    /// <param name="directories">Where libraries are looked for.</param>
    public static IReadOnlyList<NearLibrary> Find(IFileView files, string name, IEnumerable<string> directories)
    {
        bool isPath = name.Contains('/', StringComparison.Ordinal);
        string wanted = Stem(Path.GetFileName(name));
        var found = new Dictionary<string, NearLibrary>(StringComparer.Ordinal);
        int left = MostFiles;
        foreach (string directory in directories)
        {
            foreach (string file in files.Names(directory) ?? [])
            {
                if (left-- <= 0)
                {
                    break;
                }

                // Of several versions the shortest name is that of the soname.
                if (LibraryName.IsSoname(file) && file != Path.GetFileName(name) && Stem(file) is { Length: > 0 } stem && (!found.TryGetValue(stem, out NearLibrary before) || IsBetter(file, before.File)))
                {
                    found[stem] = new NearLibrary(isPath ? Path.Combine(directory, file) : stem, file);
                }
            }
        }

        IEnumerable<string> near = NearNames.Find(wanted, found.Keys);
        return [.. (found.ContainsKey(wanted) ? near.Prepend(wanted) : near).Take(Most).Select(stem => found[stem])];
    }

    private static bool IsBetter(string file, string before) => file.Length != before.Length ? file.Length < before.Length : string.CompareOrdinal(file, before) < 0;

    /// <summary><c>sqlite3</c> for <c>libsqlite3.so.0</c>, <c>sqlite3.dll</c>.</summary>
    private static string Stem(string name)
    {
        int end = LibraryName.IsSoname(name) ? name.IndexOf(Suffix, 1, StringComparison.Ordinal) : -1;
        string stem = end > 0 ? name[..end] : s_otherSuffixes.FirstOrDefault(suffix => name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)) is { } other ? name[..^other.Length] : name;
        return stem.StartsWith("lib", StringComparison.Ordinal) ? stem[3..] : stem;
    }
}
