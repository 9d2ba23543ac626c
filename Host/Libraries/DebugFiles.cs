namespace FfiIsolation.Libraries;

/// <summary>Finds the separate file that has a library's debug information, where debuggers look for it ("Separate Debug Files" of the GDB manual).</summary>
internal static class DebugFiles
{
    private const string Root = "/usr/lib/debug";

    /// <summary>The file; null where there is none that belongs to this build of the library.</summary>
    public static string? Find(ElfFile library, Func<string, ElfFile?> open) =>
        Places(library).FirstOrDefault(path => path != library.Path && open(path) is { HasDebugInfo: true } debug && IsOf(library, debug));

    private static IEnumerable<string> Places(ElfFile library)
    {
        if (library.BuildId is { Length: > 2 } id)
        {
            yield return $"{Root}/.build-id/{id[..2]}/{id[2..]}.debug";
        }

        // A name alone: what leads elsewhere is nobody's debug file.
        if (library.DebugLink is { Length: > 0 } link && !link.Contains('/', StringComparison.Ordinal) && Path.GetDirectoryName(library.Path) is { } folder)
        {
            yield return Path.Combine(folder, link);
            yield return Path.Combine(folder, ".debug", link);
            yield return Path.Join(Root, folder, link);
        }
    }

    private static bool IsOf(ElfFile library, ElfFile debug) => library.BuildId is null || debug.BuildId is null || library.BuildId == debug.BuildId;
}
