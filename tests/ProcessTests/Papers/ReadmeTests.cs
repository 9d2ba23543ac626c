namespace FfiIsolation.ProcessTests.Papers;

public sealed class ReadmeTests
{
    private const string Begin = "// README: begin", End = "// README: end", Indent = "        ";

    // artifacts/bin/ProcessTests/release/ is four folders below the root.
    private static readonly string Root = Path.GetFullPath("../../../..", AppContext.BaseDirectory);

    private static readonly Dictionary<string, Action<NativeHost, TextWriter>> s_runs = new()
    {
        [nameof(CallbacksExample)] = CallbacksExample.Run,
        [nameof(BatchesExample)] = BatchesExample.Run,
        [nameof(SessionsExample)] = SessionsExample.Run,
        [nameof(SupervisionExample)] = SupervisionExample.Run,
        [nameof(CallListsExample)] = CallListsExample.Run,
    };

    [Fact]
    public void The_example_is_the_code_that_is_tested() =>
        Assert.Equal(["using FfiIsolation;", "", .. Tested("ReadmeExample.cs")], Printed("README.md"));

    [Fact]
    public void The_example_prints_what_its_comments_say()
    {
        using var output = new StringWriter { NewLine = "\n" };
        ReadmeExample.Run(output);
        Assert.Equal(Promised("README.md"), Lines(output));
    }

    /// <summary>Example, its paper, what it prints.</summary>
    public static TheoryData<string, string, string> Examples => new()
    {
        { nameof(CallbacksExample), "docs/callbacks.md", "1 2 3" },
        { nameof(BatchesExample), "docs/batches.md", "2 3 4" },
        { nameof(SessionsExample), "docs/sessions.md", "4 NullPointer 5 1" },
        { nameof(SupervisionExample), "docs/supervision.md", "NullPointer NullPointer Arguments: 2 deaths 4" },
        { nameof(CallListsExample), "docs/call-lists.md", string.Join(' ', Promised("docs/call-lists.md")) },
    };

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_is_tested_and_prints_what_its_paper_says(string example, string paper, string printed)
    {
        Assert.Equal(Tested(example + ".cs"), Printed(paper));
        using NativeHost host = NativeHost.Start();
        using var output = new StringWriter { NewLine = "\n" };
        try
        {
            s_runs[example](host, output);
        }
        catch (LibraryNotFoundException e)
        {
            Assert.Skip(e.Message);
        }

        Assert.Equal(printed, string.Join(' ', Lines(output)));
    }

    private static string[] Lines(StringWriter output) => output.ToString().TrimEnd('\n').Split('\n');

    /// <summary>What the comments behind the printing lines say.</summary>
    private static string[] Promised(string paper) =>
        [.. Printed(paper).Where(line => line.Contains("Console.WriteLine", StringComparison.Ordinal)).Select(line => line.Split("// ")[1])];

    private static string[] Printed(string paper) =>
        [.. File.ReadLines(Path.Combine(Root, paper)).SkipWhile(line => line != "```csharp").Skip(1).TakeWhile(line => line != "```")];

    private static string[] Tested(string example) =>
        [.. File.ReadLines(Path.Combine(Root, "tests/ProcessTests/Papers", example))
            .SkipWhile(line => line.Trim() != Begin).Skip(1).TakeWhile(line => line.Trim() != End)
            .Select(line => line.StartsWith(Indent, StringComparison.Ordinal) ? line[Indent.Length..] : line)];
}
