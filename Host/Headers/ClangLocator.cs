using System.Globalization;
using System.Text.RegularExpressions;
using FfiIsolation.Libraries;

namespace FfiIsolation.Headers;

/// <summary>Finds libclang, whose file has its version in its name: <c>libclang-14.so.1</c> on Debian, <c>libclang.so.19.1</c> elsewhere.</summary>
internal static partial class ClangLocator
{
    /// <summary>What to say where there is none.</summary>
    public const string Missing = "headers are read by libclang, which is not here: install it (Debian, Ubuntu: apt-get install libclang1)";

    /// <summary>Those before it do not print declarations.</summary>
    private const int OldestVersion = 7;

    /// <summary>The path of the newest one where libraries are looked for; null if there is none.</summary>
    public static string? Find()
    {
        var files = new RealFiles();
        return Newest(LibraryDirectories.OfThisProcess().InOrder(files).SelectMany(directory => (files.Names(directory) ?? []).Select(name => Path.Combine(directory, name))));
    }

    /// <summary>The newest libclang among files; of two of one version the first.</summary>
    public static string? Newest(IEnumerable<string> paths) => paths
        .Select(path => (path, version: VersionOf(Path.GetFileName(path))))
        .Where(one => one.version >= OldestVersion)
        .OrderByDescending(one => one.version)
        .Select(one => one.path)
        .FirstOrDefault();

    // libclang.so.1 of an unversioned link tells no version: 1 is that of its interface.
    private static int? VersionOf(string name) =>
        Name().Match(name) is { Success: true } match && int.TryParse(match.Groups["v"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int version) ? version : null;

    [GeneratedRegex(@"^libclang(-(?<v>\d+)\.so(\.[\d.]+)?|\.so\.(?<v>\d+)(\.[\d.]+)?)$")]
    private static partial Regex Name();
}
