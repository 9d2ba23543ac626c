using FfiIsolation.Libraries;

namespace FfiIsolation.Cli.Inspecting;

/// <summary>What a library's file says of it. Nothing of it is loaded or run.</summary>
/// <param name="File">The file.</param>
/// <param name="Dependencies">What it needs, in the order of loading.</param>
/// <param name="DebugFile">The separate file of its debug information; null where there is none.</param>
internal sealed record Inspection(ElfFile File, IReadOnlyList<Dependency> Dependencies, string? DebugFile)
{
    /// <summary>Finds a library as calls do, and reads it.</summary>
    /// <exception cref="ArgumentException">The name is none.</exception>
    /// <exception cref="LibraryNotFoundException">It is not there, or is none; lists every path tried.</exception>
    public static Inspection Of(string name)
    {
        var files = new RealFiles();
        LibraryDirectories directories = LibraryDirectories.OfThisProcess();
        var locator = new LibraryLocator(files, directories);
        LibrarySearch search = locator.Locate(name);
        var refused = search.PassedOver.Select(passed => passed.ToString()).ToList();
        foreach (string candidate in search.Candidates)
        {
            ElfFile? file = ElfFile.TryOpen(candidate);
            if (WhyUnreadable(candidate, file) is { } why)
            {
                refused.Add($"{candidate}: {why}");
                continue;
            }

            return new Inspection(file!, new DependencySearch(files, directories, ElfFile.TryOpen).Of(file!), DebugFiles.Find(file!, ElfFile.TryOpen));
        }

        throw new LibraryNotFoundException(name, refused, missingDependency: null, near: locator.Near(name, search));
    }

    private static string? WhyUnreadable(string path, ElfFile? file) =>
        !Path.IsPathRooted(path) ? "in no directory that is known here; the loader may know one"
        : file is null || file.Segments.Count == 0 ? "its headers cannot be read"
        : file.Segments.Any(segment => segment.FileSize > (ulong)file.Length || segment.FileOffset > (ulong)file.Length - segment.FileSize) ? $"cut off: its headers tell of more than its {file.Length:N0} bytes"
        : null;
}
