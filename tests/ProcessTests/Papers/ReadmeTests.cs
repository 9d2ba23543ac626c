namespace FfiIsolation.ProcessTests.Papers;

public sealed class ReadmeTests
{
    private const string Begin = "// README: begin", End = "// README: end", Indent = "        ";

    // artifacts/bin/ProcessTests/release/ is four folders below the root.
    private static readonly string Root = Path.GetFullPath("../../../..", AppContext.BaseDirectory);

    [Fact]
    public void The_example_is_the_code_that_is_tested() =>
        Assert.Equal(["using FfiIsolation;", "", .. Tested("ReadmeExample.cs")], Printed("README.md"));

    [Fact]
    public void The_example_prints_what_its_comments_say()
    {
        using var output = new StringWriter { NewLine = "\n" };
        ReadmeExample.Run(output);
        string[] promised = [.. Printed("README.md").Where(line => line.Contains("Console.WriteLine", StringComparison.Ordinal)).Select(line => line.Split("// ")[1])];
        Assert.Equal(promised, output.ToString().TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void The_example_of_callbacks_is_tested_and_prints_what_it_says()
    {
        Assert.Equal(Tested("CallbacksExample.cs"), Printed("docs/callbacks.md"));
        using NativeHost host = NativeHost.Start();
        using var output = new StringWriter { NewLine = "\n" };
        CallbacksExample.Run(host, output);
        Assert.Equal("1 2 3\n", output.ToString());
    }

    [Fact]
    public void The_example_of_batches_is_tested_and_prints_what_it_says()
    {
        Assert.Equal(Tested("BatchesExample.cs"), Printed("docs/batches.md"));
        using NativeHost host = NativeHost.Start();
        using var output = new StringWriter { NewLine = "\n" };
        BatchesExample.Run(host, output);
        Assert.Equal("2 3 4\n", output.ToString());
    }

    [Fact]
    public void The_example_of_sessions_is_tested_and_prints_what_it_says()
    {
        Assert.Equal(Tested("SessionsExample.cs"), Printed("docs/sessions.md"));
        using NativeHost host = NativeHost.Start();
        using var output = new StringWriter { NewLine = "\n" };
        SessionsExample.Run(host, output);
        Assert.Equal("4\nNullPointer\n5\n1\n", output.ToString());
    }

    [Fact]
    public void The_example_of_call_lists_is_tested_and_prints_what_it_says()
    {
        Assert.Equal(Tested("CallListsExample.cs"), Printed("docs/call-lists.md"));
        using NativeHost host = NativeHost.Start();
        using var output = new StringWriter { NewLine = "\n" };
        try
        {
            CallListsExample.Run(host, output);
        }
        catch (LibraryNotFoundException e)
        {
            Assert.Skip(e.Message);
        }

        string[] promised = [.. Printed("docs/call-lists.md").Where(line => line.Contains("Console.WriteLine", StringComparison.Ordinal)).Select(line => line.Split("// ")[1])];
        Assert.Equal(promised, output.ToString().TrimEnd('\n').Split('\n'));
    }

    private static string[] Printed(string paper) =>
        [.. File.ReadLines(Path.Combine(Root, paper)).SkipWhile(line => line != "```csharp").Skip(1).TakeWhile(line => line != "```")];

    private static string[] Tested(string example) =>
        [.. File.ReadLines(Path.Combine(Root, "tests/ProcessTests/Papers", example))
            .SkipWhile(line => line.Trim() != Begin).Skip(1).TakeWhile(line => line.Trim() != End)
            .Select(line => line.StartsWith(Indent, StringComparison.Ordinal) ? line[Indent.Length..] : line)];
}
