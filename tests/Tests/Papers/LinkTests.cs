using System.Text.RegularExpressions;

namespace FfiIsolation.Tests.Papers;

public sealed partial class LinkTests
{
    public static TheoryData<string> Documents() =>
        [.. Directory.EnumerateFiles(Papers.Root, "*.md").Concat(Directory.EnumerateFiles(Path.Combine(Papers.Root, "docs"), "*.md", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Papers.Root, path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_link_to_a_file_leads_to_one(string document)
    {
        string folder = Path.GetDirectoryName(Path.Combine(Papers.Root, document))!;
        string[] broken = [.. Link().Matches(Papers.Read(document)).Select(match => match.Groups[1].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith('#'))
            .Where(target => !Path.Exists(Path.Combine(folder, target.Split('#')[0])))];
        Assert.Empty(broken);
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
