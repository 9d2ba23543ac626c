using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using FfiIsolation.Fuzz.Decoders;
using Spectre.Console;

namespace FfiIsolation.Fuzz.Running;

/// <summary>Runs each decoder in a process of its own, and prints what came of it.</summary>
internal static class ParentRun
{
    private const int WidthOfFiles = 160;

    /// <returns>0 where nothing was found, 1 where something was.</returns>
    public static int Run(string[] names, FuzzWork work)
    {
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Console.Profile.Width = WidthOfFiles;
        }

        Table table = new Table().Border(TableBorder.Rounded).Title($"seed {work.Seed}").AddColumn("decoder");
        foreach (string column in (string[])["inputs", "rejected", "accepted", "ms", "peak MiB"])
        {
            table.AddColumn(new TableColumn(column).RightAligned().NoWrap());
        }

        var found = new List<string>();
        foreach (string name in names)
        {
            (FuzzFacts? facts, string? find) = RunChild(work with { Decoder = name });
            table.AddRow(facts is null
                ? [name, "BROKEN", "", "", "", ""]
                : [name, Count(facts.Inputs), Count(facts.Rejected), Count(facts.Accepted), Count(facts.Milliseconds), Count(facts.PeakKibibytes / 1024)]);
            if (find is not null)
            {
                found.Add(find);
            }
        }

        AnsiConsole.Write(table);
        foreach (string find in found)
        {
            Console.WriteLine(find);
        }

        Console.WriteLine(found.Count == 0 ? "Nothing was found." : $"BROKEN: {found.Count} of {names.Length} decoders.");
        return found.Count == 0 ? 0 : 1;
    }

    private static (FuzzFacts? Facts, string? Find) RunChild(FuzzWork work)
    {
        string[] arguments = ["--child", "--decoder", work.Decoder, "--seed", Text(work.Seed), "--first", Text(work.First), "--inputs", Text(work.Inputs)];
        var start = new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["FUZZ_PARENT"] = Text(Environment.ProcessId);
        Environment.SetEnvironmentVariable("FUZZ_PARENT", Text(Environment.ProcessId));
        using Process child = Process.Start(start)!;
        Task<string> errors = child.StandardError.ReadToEndAsync();
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        string path = Position.PathOf(work.Decoder);
        try
        {
            return child.ExitCode == 0
                ? (JsonSerializer.Deserialize<FuzzFacts>(output)!, null)
                : (null, Describe(work, child.ExitCode, errors.Result, path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string Describe(FuzzWork work, int status, string said, string path)
    {
        long input;
        using (var position = new Position(path))
        {
            input = position.Input;
        }

        var dice = new Dice();
        dice.Begin(work.Seed, input);
        string kept = Path.Combine(Path.GetTempPath(), $"fuzz-{work.Decoder}-{work.Seed}-{input}.bin");
        File.WriteAllBytes(kept, Catalogue.Find(work.Decoder)!.Make(dice));
        string how = status switch
        {
            ChildRun.Found => "threw",
            ChildRun.Hung => "hung",
            ChildRun.Grew => "grew",
            _ => string.Create(CultureInfo.InvariantCulture, $"ended with status {status}"),
        };
        string[] lines = said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return $"""
            {work.Decoder} {how} at input {input} of seed {work.Seed}:
              {string.Join("\n  ", lines.Take(12))}
              again: --decoder {work.Decoder} --seed {work.Seed} --first {input} --inputs 1, or --decoder {work.Decoder} --replay {kept}
            """;
    }

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    private static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
