using System.IO.Compression;
using System.Xml.Linq;

namespace FfiIsolation.PackageTests.Support;

/// <summary>
/// The packages, made once, and a folder of its own where projects use them: with a cache of packages that no other build has filled, so that none is an older one of the same version. What others
/// made comes from the cache of this machine, where building this repository has put it; what this cache has of our own packages, from other days, is hidden.
/// </summary>
public sealed class Packages : IAsyncLifetime
{
    /// <summary>Where these tests lie says how everything was built.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Name;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ffi-packages-");

    public string Folder => _folder.FullName;

    public string Feed => Path.Combine(Folder, "feed");

    public string Cache => Path.Combine(Folder, "cache");

    private string Others => Path.Combine(Folder, "others");

    /// <summary>The version of everything, from the one place where it stands.</summary>
    public static string Version { get; } = XDocument.Load(Repository.PathOf("Directory.Build.props")).Descendants("Version").Single().Value;

    public async ValueTask InitializeAsync()
    {
        await Run.DotNetAsync(Repository.Root, CacheOfThisMachine, "pack", "FfiIsolation.sln", "--configuration", Configuration, "--no-build", "--output", Feed);
        foreach (string file in Directory.EnumerateFiles(Repository.PathOf("samples/FromPackages"), "*", SearchOption.AllDirectories).Where(IsSource))
        {
            string copy = Path.Combine(Folder, Path.GetRelativePath(Repository.PathOf("samples/FromPackages"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        Directory.CreateDirectory(Others);
        foreach (string other in Directory.EnumerateDirectories(CacheOfThisMachine).Where(folder => !Path.GetFileName(folder).StartsWith("ffiisolation", StringComparison.OrdinalIgnoreCase)))
        {
            Directory.CreateSymbolicLink(Path.Combine(Others, Path.GetFileName(other)), other);
        }

        new XDocument(new XElement(
            "configuration",
            new XElement("packageSources", new XElement("clear"), Add("made here", Feed)),
            new XElement("fallbackPackageFolders", new XElement("clear"), Add("of this machine", Others)))).Save(Path.Combine(Folder, "nuget.config"));

        static XElement Add(string key, string value) => new("add", new XAttribute("key", key), new XAttribute("value", value));
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return default;
    }

    internal ZipArchive Open(string package) => ZipFile.OpenRead(Path.Combine(Feed, $"{package}.{Version}.nupkg"));

    internal Task<Run> DotNetAsync(params string[] arguments) => Run.DotNetAsync(Folder, Cache, arguments);

    /// <summary>Publishes a project of samples/FromPackages, without a warning.</summary>
    /// <returns>The folder.</returns>
    internal async Task<string> PublishAsync(string project, params string[] options)
    {
        string output = Path.Combine(Folder, "published", project);
        (await DotNetAsync(["publish", project, "--output", output, .. options])).HasNoWarning();
        return output;
    }

    /// <summary>A copy of a project, for a build of another kind: what a build leaves behind would mislead the next.</summary>
    /// <returns>Its name.</returns>
    internal string CopyOf(string project, string name)
    {
        Directory.CreateDirectory(Path.Combine(Folder, name));
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Folder, project)))
        {
            File.Copy(file, Path.Combine(Folder, name, Path.GetFileName(file)));
        }

        return name;
    }

    private static string CacheOfThisMachine =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget/packages");

    private static bool IsSource(string file) => Path.GetExtension(file) is ".cs" or ".csproj" or ".props" && !file.Contains("/obj/") && !file.Contains("/bin/");
}
