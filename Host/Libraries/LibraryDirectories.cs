using System.IO.Enumeration;

namespace FfiIsolation.Libraries;

/// <summary>Where libraries are looked for, in order: beside the application, LD_LIBRARY_PATH, /etc/ld.so.conf, the standard directories.</summary>
/// <param name="Current">The current directory: what a path given by the user is relative to.</param>
/// <param name="Application">The application's base directory.</param>
/// <param name="LibraryPath">LD_LIBRARY_PATH as it is, or null.</param>
internal sealed record LibraryDirectories(string Current, string Application, string? LibraryPath)
{
    private const string LoaderConfiguration = "/etc/ld.so.conf";

    private static readonly string[] Standard =
        ["/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib64", "/usr/lib64", "/lib", "/usr/lib", "/usr/local/lib"];

    public static LibraryDirectories OfThisProcess() =>
        new(Environment.CurrentDirectory, AppContext.BaseDirectory, Environment.GetEnvironmentVariable("LD_LIBRARY_PATH"));

    /// <summary>Full paths, each directory once.</summary>
    public IEnumerable<string> InOrder(IFileView files)
    {
        string application = Path.TrimEndingDirectorySeparator(Application);
        return new[] { application, Path.Combine(application, "runtimes/linux-x64/native") }
            .Concat(FromVariable)
            .Concat(OfSystem(files))
            .Select(Full)
            .DistinctBy(files.Resolve, StringComparer.Ordinal);
    }

    /// <summary>Where the loader looks for what a library needs: ld.so(8), in its order.</summary>
    /// <param name="loaderPaths">DT_RPATH of the library and of those that led to it, nearest first.</param>
    /// <param name="runPaths">DT_RUNPATH of the library alone.</param>
    public IEnumerable<string> ForDependencies(IFileView files, IEnumerable<string> loaderPaths, IEnumerable<string> runPaths) =>
        loaderPaths.Concat(FromVariable).Concat(runPaths).Concat(OfSystem(files)).Select(Full);

    // An empty entry of LD_LIBRARY_PATH is the current directory: ld.so(8).
    private IEnumerable<string> FromVariable => string.IsNullOrEmpty(LibraryPath) ? [] : LibraryPath.Split(':', ';');

    private static IEnumerable<string> OfSystem(IFileView files) => Configured(files, LoaderConfiguration, []).Concat(Standard);

    private string Full(string directory) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory.Length == 0 ? "." : directory, Current));

    // ldconfig(8): one directory a line, # comments, "include PATTERN"; an old line "hwcap ..." says nothing to us.
    private static IEnumerable<string> Configured(IFileView files, string path, HashSet<string> read)
    {
        if (!read.Add(path) || files.Text(path) is not { } text)
        {
            yield break;
        }

        foreach (string raw in text.Split('\n'))
        {
            string line = raw.Split('#')[0].Trim();
            if (line.StartsWith('/'))
            {
                yield return line;
            }
            else if (line.Split((char[])[' ', '\t'], 2, StringSplitOptions.RemoveEmptyEntries) is ["include", var pattern])
            {
                foreach (string directory in Included(files, Path.GetFullPath(pattern.Trim(), "/etc"), read))
                {
                    yield return directory;
                }
            }
        }
    }

    private static IEnumerable<string> Included(IFileView files, string pattern, HashSet<string> read)
    {
        string directory = Path.GetDirectoryName(pattern) ?? "/";
        string expression = Path.GetFileName(pattern);
        return (files.Names(directory) ?? [])
            .Where(name => FileSystemName.MatchesSimpleExpression(expression, name, ignoreCase: false))
            .Order(StringComparer.Ordinal)
            .SelectMany(name => Configured(files, Path.Combine(directory, name), read));
    }
}
