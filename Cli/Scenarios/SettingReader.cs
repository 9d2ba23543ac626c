using FfiIsolation.Cli.Arguments;
using FfiIsolation.Cli.Commands;

namespace FfiIsolation.Cli.Scenarios;

/// <summary>Reads numbers, times and budgets.</summary>
internal static class SettingReader
{
    /// <summary>The most that a call can be repeated or timed.</summary>
    public const int MostRounds = 1_000_000_000;

    /// <summary>How often workers may be replaced: <c>3 in 10s</c>, <c>3 in 10s break 500ms</c>, or <c>unlimited</c>.</summary>
    public static RestartBudget Budget(ScenarioLine line)
    {
        if (line.TryTake("unlimited"))
        {
            line.ExpectEnd();
            return RestartBudget.Unlimited;
        }

        int restarts = Count(line, most: 1_000_000);
        line.Require("in");
        var budget = new RestartBudget { Restarts = restarts, Window = Duration(line, TimeSpan.FromSeconds(1)) };
        if (line.TryTake("break"))
        {
            budget = budget with { Break = Duration(line, TimeSpan.FromMilliseconds(500)) };
        }

        line.ExpectEnd();
        return budget;
    }

    /// <summary>When functions that keep killing workers are refused: <c>3 in 10s</c>, <c>3 in 10s break 500ms</c>, or <c>off</c>.</summary>
    public static QuarantinePolicy Quarantine(ScenarioLine line)
    {
        if (line.TryTake("off"))
        {
            line.ExpectEnd();
            return QuarantinePolicy.Off;
        }

        int deaths = Count(line, least: 2, most: 1_000_000);
        line.Require("in");
        var policy = new QuarantinePolicy { FunctionDeaths = deaths, ArgumentsDeaths = null, LibraryDeaths = deaths, Window = Duration(line, TimeSpan.FromSeconds(1)) };
        if (line.TryTake("break"))
        {
            policy = policy with { Break = Duration(line, TimeSpan.FromMilliseconds(500)) };
        }

        line.ExpectEnd();
        return policy;
    }

    /// <summary>C declarations, or a file of them, behind those before.</summary>
    public static Declarations Declared(ScenarioLine line, Declarations? known)
    {
        ScenarioWord source = line.Take("declarations, or a file that holds them");
        line.ExpectEnd();
        try
        {
            return DeclarationSources.Read([source.Text], known)!;
        }
        catch (Exception error) when (error is PrototypeException or ArgumentTextException)
        {
            throw line.Error(source, error is PrototypeException c ? $"at {c.Line}:{c.Column} of the declarations, {c.Problem}; expected {c.Expected}" : error.Message);
        }
    }

    public static int Count(ScenarioLine line, int least = 1, int most = MostRounds)
    {
        ScenarioWord word = line.Take("a number");
        return IntegerText.TryRead(word.Text, out var count) && count >= least && count <= most
            ? (int)count
            : throw line.Error(word, $"a number was expected here, {least} to {most}");
    }

    public static TimeSpan Duration(ScenarioLine line, TimeSpan least = default)
    {
        ScenarioWord word = line.Take("a time such as 300ms");
        if (!DurationText.TryRead(word.Text, out TimeSpan duration, out string problem))
        {
            throw line.Error(word, problem);
        }

        return duration >= least ? duration : throw line.Error(word, $"this must be {DurationText.Write(least)} or more");
    }
}
