using System.Text.RegularExpressions;
using FfiIsolation.GeneratorTests.Support;
using Microsoft.CodeAnalysis;

namespace FfiIsolation.GeneratorTests.Papers;

/// <summary>docs/typed-proxies.md says what is.</summary>
public sealed partial class TypedProxiesPaperTests
{
    private const string Paper = "docs/typed-proxies.md";

    [Fact]
    public void The_table_lists_every_diagnostic_by_its_title()
    {
        string[] rules = [.. Compiler.Analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics).Select(rule => $"{rule.Id}: {rule.Title}").Append("FFI018: The interface needs a session")
            .Distinct().Order(StringComparer.Ordinal)];
        Assert.Equal(rules, Row().Matches(Repository.Read(Paper)).Select(row => $"{row.Groups[2].Value}: {row.Groups[3].Value}"));
        Assert.All(Row().Matches(Repository.Read(Paper)), row => Assert.Equal(row.Groups[2].Value.ToLowerInvariant(), row.Groups[1].Value));
    }

    public static TheoryData<string> Blocks =>
    [
        .. BlocksOf(Paper),
        .. BlocksOf("docs/packages.md"),
        .. BlocksOf("README.md").Where(block => block.Contains("[NativeLibrary", StringComparison.Ordinal)).Select(block => "using NativeHost host = NativeHost.Start();\n" + block),
    ];

    [Theory, MemberData(nameof(Blocks), DisableDiscoveryEnumeration = true)]
    public async Task Every_block_compiles_without_a_complaint(string block) =>
        Assert.Empty((await Compiler.DiagnoseAsync(block)).Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Info).Select(diagnostic => diagnostic.ToString()));

    private static IEnumerable<string> BlocksOf(string paper) => Block().Matches(Repository.Read(paper)).Select(block => block.Groups[1].Value);

    [GeneratedRegex(@"^\| <a id=""(\w+)""></a>(FFI\d+) \| ([^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
