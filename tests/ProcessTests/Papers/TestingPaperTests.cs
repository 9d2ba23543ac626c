using FfiIsolation.Testing;

namespace FfiIsolation.ProcessTests.Papers;

/// <summary>docs/testing.md: its example is a test of this project, its table has every fault.</summary>
public sealed class TestingPaperTests
{
    private static readonly string s_root = Path.GetFullPath("../../../..", AppContext.BaseDirectory);

    [Fact]
    public void The_example_is_the_test_that_is_run() => Assert.Equal(
        File.ReadLines(Path.Combine(s_root, "tests/ProcessTests/Papers/TestingExample.cs"))
            .SkipWhile(line => line != "// docs/testing.md: begin").Skip(1).TakeWhile(line => line != "// docs/testing.md: end"),
        File.ReadLines(Path.Combine(s_root, "docs/testing.md")).SkipWhile(line => line != "```csharp").Skip(1).TakeWhile(line => line != "```"));

    [Theory]
    [InlineData("What happens", typeof(CallFaults))]
    [InlineData("To which calls", typeof(FunctionFaults))]
    public void The_tables_name_every_method(string heading, Type type)
    {
        string[] named = [.. File.ReadLines(Path.Combine(s_root, "docs/testing.md"))
            .SkipWhile(line => line != "## " + heading).Skip(1).TakeWhile(line => !line.StartsWith('#'))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line[3..line.IndexOf('(', StringComparison.Ordinal)])];
        Assert.Equal(type.GetMethods().Where(method => method.DeclaringType == type).Select(method => method.Name).Order(), named.Order());
    }
}
