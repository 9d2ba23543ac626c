using System.Text.RegularExpressions;
using FfiIsolation.ProcessTests.Cli;

namespace FfiIsolation.ProcessTests.Papers;

/// <summary>docs/tutorial.md: a reader who types what it says sees what it shows.</summary>
public sealed class TutorialTests(TutorialFolder tutorial) : IClassFixture<TutorialFolder>
{
    private const string Begin = "// docs/tutorial.md: begin", End = "// docs/tutorial.md: end", Indent = "        ";

    public static TheoryData<string, string> Examples => ConsoleExamples.Read(TutorialFolder.Page);

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task A_command_prints_what_the_page_shows(string command, string expected) =>
        Assert.Equal(WithoutSizes(expected), WithoutSizes((await ConsoleExamples.RunAsync(command, tutorial.Folder)).Output));

    [Fact]
    public async Task The_example_in_C_prints_what_the_page_says()
    {
        // The command stands in the sentence before it.
        string command = Regex.Match(await File.ReadAllTextAsync(ConsoleExamples.PathOf(TutorialFolder.Page)), "`(gcc -o use [^`]*)`").Groups[1].Value;
        ConsoleExamples.Result result = await ConsoleExamples.RunAsync(command + " && ./use", tutorial.Folder);
        Assert.Equal((0, "3\n", ""), (result.Status, result.Output, result.Error));
    }

    [Fact]
    public void The_example_in_CSharp_is_the_code_that_is_tested() => Assert.Equal(["string library = \"./libmean.so\";", .. Tested()], TutorialFolder.Block("csharp"));

    [Fact]
    public void The_example_in_CSharp_prints_what_its_comments_say()
    {
        using var output = new StringWriter { NewLine = "\n" };
        TutorialExample.Run(tutorial.Library, output);
        string[] promised = [.. TutorialFolder.Block("csharp").Where(line => line.Contains("Console.WriteLine", StringComparison.Ordinal)).Select(line => line.Split("// ")[1])];
        Assert.Equal(promised, output.ToString().TrimEnd('\n').Split('\n'));
    }

    // How long a function is, its compiler decides.
    private static string WithoutSizes(string text) => Regex.Replace(text, "^(  function) +[0-9]+", "$1", RegexOptions.Multiline);

    private static string[] Tested() =>
        [.. File.ReadLines(ConsoleExamples.PathOf("tests/ProcessTests/Papers/TutorialExample.cs"))
            .SkipWhile(line => line.Trim() != Begin).Skip(1).TakeWhile(line => line.Trim() != End)
            .Select(line => line.StartsWith(Indent, StringComparison.Ordinal) ? line[Indent.Length..] : line)];
}
