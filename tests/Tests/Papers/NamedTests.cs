using System.Text.RegularExpressions;

namespace FfiIsolation.Tests.Papers;

/// <summary>Papers that say which test holds a promise: there is such a test.</summary>
public sealed partial class NamedTests
{
    private static readonly string s_tests = Path.Combine(Repository.Root, "tests");

    [Theory]
    [InlineData("threat-model.md", 14)]
    [InlineData("porting.md", 8)]
    public void Every_test_that_a_paper_names_is_there(string paper, int atLeast)
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, "docs", paper));
        Dictionary<string, string> files = Directory.EnumerateFiles(s_tests, "*Tests.cs", SearchOption.AllDirectories).GroupBy(path => Path.GetFileNameWithoutExtension(path))
            .ToDictionary(group => group.Key, group => string.Concat(group.Select(File.ReadAllText)));
        int named = 0;
        foreach (Match match in Name().Matches(text))
        {
            named++;
            Assert.True(files.TryGetValue(match.Groups[1].Value, out string? source), $"There is no {match.Groups[1].Value}.");
            Assert.True(match.Groups[2].Length == 0 || source.Contains($" {match.Groups[2].Value}(", StringComparison.Ordinal), $"{match.Groups[1].Value} has no {match.Groups[2].Value}.");
        }

        Assert.InRange(named, atLeast, int.MaxValue);
    }

    [GeneratedRegex(@"`([A-Z]\w*Tests)(?:\.(\w+))?`")]
    private static partial Regex Name();
}
