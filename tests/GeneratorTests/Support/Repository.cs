namespace FfiIsolation.GeneratorTests.Support;

/// <summary>The source tree that these tests were built from.</summary>
internal static class Repository
{
    private static readonly Lazy<string> s_root = new(() =>
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "FfiIsolation.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException($"FfiIsolation.sln is in no directory above {AppContext.BaseDirectory}.");
    });

    public static string Root => s_root.Value;

    public static string PathOf(string path) => Path.Combine(Root, path);

    public static string Read(string path) => File.ReadAllText(PathOf(path));
}
