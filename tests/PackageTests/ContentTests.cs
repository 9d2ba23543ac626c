using System.IO.Compression;
using System.Xml.Linq;
using FfiIsolation.PackageTests.Support;

namespace FfiIsolation.PackageTests;

/// <summary>What is in the packages, and what they say of themselves.</summary>
public sealed class ContentTests(Packages packages)
{
    /// <summary>Of each package its files, and what it depends on.</summary>
    public static TheoryData<string, string[], string[]> Contents => new()
    {
        {
            "FfiIsolation",
            [
                "buildTransitive/FfiIsolation.targets",
                "lib/net10.0/FfiIsolation.Contracts.dll", "lib/net10.0/FfiIsolation.Contracts.xml", "lib/net10.0/FfiIsolation.dll", "lib/net10.0/FfiIsolation.xml",
                "runtimes/linux-x64/lib/net10.0/FfiIsolation.Contracts.dll", "runtimes/linux-x64/lib/net10.0/FfiIsolation.dll", "runtimes/linux-x64/native/ffi-worker",
            ],
            ["MessagePack", "Microsoft.Extensions.Logging.Abstractions", "Microsoft.NET.StringTools", "Nerdbank.Streams", "Polly.Core", "StreamJsonRpc", "System.IO.Hashing"]
        },
        { "FfiIsolation.Generator", ["analyzers/dotnet/cs/FfiIsolation.Generator.CodeFixes.dll", "analyzers/dotnet/cs/FfiIsolation.Generator.dll"], [] },
        {
            "FfiIsolation.Extensions.Hosting",
            ["lib/net10.0/FfiIsolation.Extensions.Hosting.dll", "lib/net10.0/FfiIsolation.Extensions.Hosting.xml"],
            ["FfiIsolation", "Microsoft.Extensions.Diagnostics.HealthChecks", "Microsoft.Extensions.Options.ConfigurationExtensions"]
        },
        {
            "FfiIsolation.Testing",
            ["lib/net10.0/FfiIsolation.Testing.dll", "lib/net10.0/FfiIsolation.Testing.xml", "runtimes/linux-x64/native/libfaults.so", "runtimes/linux-x64/native/libinjection.so"],
            ["FfiIsolation", "Polly.Core"]
        },
    };

    [Theory, MemberData(nameof(Contents))]
    public void A_package_holds_its_files_and_depends_on_what_they_use(string package, string[] files, string[] dependencies)
    {
        using ZipArchive archive = packages.Open(package);
        string[] expected = [.. files.Append("README.md").Append("THIRD-PARTY-NOTICES.txt").Where(IsBuilt).Order(StringComparer.Ordinal)];
        Assert.Equal(expected, archive.Entries.Select(entry => entry.FullName).Where(name => !IsOfTheFormat(name, package)).Order(StringComparer.Ordinal));
        Assert.Equal(dependencies, MetadataOf(archive, package).Descendants().Where(element => element.Name.LocalName == "dependency").Select(element => element.Attribute("id")!.Value).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("FfiIsolation"), InlineData("FfiIsolation.Generator"), InlineData("FfiIsolation.Extensions.Hosting"), InlineData("FfiIsolation.Testing"), InlineData("FfiIsolation.Cli")]
    public void A_package_says_what_it_is(string package)
    {
        using ZipArchive archive = packages.Open(package);
        XElement metadata = MetadataOf(archive, package);
        string Said(string name) => metadata.Elements().Single(element => element.Name.LocalName == name).Value;
        Assert.Equal(package, Said("id"));
        Assert.Equal(Packages.Version, Said("version"));
        Assert.Equal("MIT", Said("license"));
        Assert.Equal("README.md", Said("readme"));
        Assert.InRange(Said("description").Length, 40, 400);
        using var readme = new StreamReader(archive.GetEntry("README.md")!.Open());
        Assert.Equal(Repository.Read("docs/packages.md"), readme.ReadToEnd());
    }

    private static XElement MetadataOf(ZipArchive archive, string package)
    {
        using Stream specification = archive.GetEntry(package + ".nuspec")!.Open();
        return XDocument.Load(specification).Root!.Elements().Single();
    }

    private static bool IsOfTheFormat(string name, string package) => name == package + ".nuspec" || name == "[Content_Types].xml" || name.StartsWith("_rels/") || name.StartsWith("package/");

    /// <summary>Only Release compiles ahead, and only where the SDK has its own runtime beside it.</summary>
    private static bool IsBuilt(string name) => !name.StartsWith("runtimes/linux-x64/lib/") || File.Exists(Repository.PathOf($"artifacts/obj/Host/{Packages.Configuration}/ahead/FfiIsolation.dll"));
}
