using FfiIsolation.ProcessTests.Cli;

namespace FfiIsolation.ProcessTests.Papers;

/// <summary>What a reader of docs/tutorial.md has after the first command: the files of the page, and the library.</summary>
public sealed class TutorialFolder : IAsyncLifetime
{
    public const string Page = "docs/tutorial.md";

    public string Folder { get; } = Directory.CreateTempSubdirectory("ffi-tutorial-").FullName;

    public string Library => Path.Combine(Folder, "libmean.so");

    /// <summary>The lines of a block of one language, the first one that begins with a line.</summary>
    public static string[] Block(string language, string? firstLine = null)
    {
        string[] lines = File.ReadAllLines(ConsoleExamples.PathOf(Page));
        int at = Array.FindIndex(lines, line => line == "```" + language);
        while (firstLine is not null && lines[at + 1] != firstLine)
        {
            at = Array.FindIndex(lines, at + 1, line => line == "```" + language);
        }

        return [.. lines.Skip(at + 1).TakeWhile(line => line != "```")];
    }

    public async ValueTask InitializeAsync()
    {
        foreach (string file in new[] { "mean.c", "use.c" })
        {
            await File.WriteAllLinesAsync(Path.Combine(Folder, file), Block("c", $"/* {file} */"));
        }

        string command = ConsoleExamples.Read(Page).Select(row => row.Data.Item1).First();
        ConsoleExamples.Result compiled = await ConsoleExamples.RunAsync(command, Folder);
        Assert.True(compiled.Status == 0, compiled.Error);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
