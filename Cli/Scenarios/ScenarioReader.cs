using System.Collections.Immutable;
using FfiIsolation.Cli.Arguments;
using FfiIsolation.Cli.Calls;
using FfiIsolation.Cli.Commands;

namespace FfiIsolation.Cli.Scenarios;

/// <summary>Reads a scenario file, one statement a line; docs/scenarios.md describes them.</summary>
internal sealed class ScenarioReader
{
    /// <summary>The longest file that is read, in bytes.</summary>
    public const int LongestFile = 1 << 20;

    /// <summary>The most that a call can be repeated or timed.</summary>
    public const int MostRounds = 1_000_000_000;

    /// <summary>What a line can begin with, besides <c>#</c>.</summary>
    public static readonly string[] Keywords =
        { "title:", "needs", "budget", "spares", "timeout", "in-process:", "in-process-for-real", "call", "let", "repeat", "time", "expect", "session", "end", "wait" };

    private readonly string _file;
    private readonly List<string> _needs = new();
    private readonly List<Step> _steps = new();
    private string? _title;
    private RestartBudget? _budget;
    private int? _spares;
    private TimeSpan? _timeout;

    // While a session is open: its line, and the steps before it.
    private ScenarioLine? _session;
    private List<Step> _outer = new();

    private ScenarioReader(string file) => _file = file;

    /// <summary>Reads the text of a file.</summary>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="text">Its contents.</param>
    /// <exception cref="ScenarioException">It cannot be read; the message points at the spot.</exception>
    public static Scenario Read(string file, string text)
    {
        var reader = new ScenarioReader(file);
        string[] lines = text.Split('\n');
        for (int index = 0; index < lines.Length; index++)
        {
            reader.ReadLine(index + 1, lines[index].TrimEnd('\r'));
        }

        return reader.Finish();
    }

    private Scenario Finish()
    {
        if (_session is { } open)
        {
            throw new ScenarioException(_file, open.Number, 1, open.Text, "this session has no end");
        }

        if (!_steps.Any(step => step is CallStep or ForRealStep or SessionStep))
        {
            throw new ScenarioException(_file, "there is no call in it");
        }

        string name = Path.GetFileNameWithoutExtension(_file);
        return new Scenario { Name = name, Title = _title ?? name, Needs = _needs.ToImmutableArray(), Budget = _budget, Spares = _spares, Steps = _steps.ToImmutableArray() };
    }

    private void ReadLine(int number, string text)
    {
        string trimmed = text.Trim();
        if (trimmed.Length == 0 || trimmed.StartsWith("##", StringComparison.Ordinal))
        {
            return;
        }

        if (trimmed[0] == '#')
        {
            _steps.Add(new NoteStep(number, trimmed[1..].Trim()));
        }
        else if (TryRest(trimmed, "title:", out string title))
        {
            _title = title;
        }
        else if (TryRest(trimmed, "in-process:", out string story))
        {
            _steps.Add(new InProcessStep(number, story));
        }
        else
        {
            var line = new ScenarioLine(_file, number, text);
            ReadStatement(line, line.Take("a statement"));
        }
    }

    private void ReadStatement(ScenarioLine line, ScenarioWord keyword)
    {
        switch (keyword.IsQuoted ? "" : keyword.Text)
        {
            case "needs":
                _needs.Add(line.Take("the library").Text);
                line.ExpectEnd();
                break;
            case "budget":
                _budget = ReadBudget(line);
                break;
            case "spares":
                _spares = ReadCount(line, least: 0, most: 64);
                line.ExpectEnd();
                break;
            case "timeout":
                _timeout = ReadDuration(line);
                line.ExpectEnd();
                break;
            case "wait":
                _steps.Add(new WaitStep(line.Number, ReadDuration(line)));
                line.ExpectEnd();
                break;
            case "session":
                OpenSession(line, keyword);
                break;
            case "end":
                CloseSession(line, keyword);
                break;
            case "expect":
                AddExpectation(line, keyword);
                break;
            case "in-process-for-real":
                _steps.Add(new ForRealStep(line.Number, ReadRequest(line)));
                break;
            case "let" or "repeat" or "time" or "call":
                _steps.Add(ReadCall(line, keyword));
                break;
            default:
                throw line.Error(keyword, $"'{keyword.Text}' is no statement; a line begins with one of: {string.Join(", ", Keywords)}, or # for a comment");
        }
    }

    private CallStep ReadCall(ScenarioLine line, ScenarioWord keyword)
    {
        string? resultName = null;
        int repeat = 1;
        Timing? timing = null;
        switch (keyword.Text)
        {
            case "let":
                resultName = ReadName(line);
                Require(line, "=");
                Require(line, "call");
                break;
            case "repeat":
                repeat = ReadCount(line);
                Require(line, "call");
                break;
            case "time":
                int rounds = ReadCount(line);
                bool inOneCall = line.TryTake("in");
                if (inOneCall)
                {
                    Require(line, "one");
                }

                Require(line, "call");
                timing = new Timing(rounds, inOneCall);
                break;
        }

        return new CallStep(line.Number, ReadRequest(line)) { ResultName = resultName, Repeat = repeat, Timing = timing };
    }

    private CallRequest ReadRequest(ScenarioLine line)
    {
        TimeSpan? timeout = _timeout;
        if (line.TryTake("--timeout"))
        {
            timeout = ReadDuration(line);
        }

        string library = line.Take("the library").Text;
        ScenarioWord prototype = line.Take("the prototype");
        if (!prototype.Text.Contains('('))
        {
            throw line.Error(prototype, "this is no prototype; it goes in double quotes: \"double cos(double x)\"");
        }

        return new CallRequest(library, prototype.Text, line.TakeAll(), timeout);
    }

    private void AddExpectation(ScenarioLine line, ScenarioWord keyword)
    {
        Step? last = _steps.Count == 0 ? null : _steps[^1];
        switch (last)
        {
            case CallStep call:
                _steps[^1] = call with { Expectations = call.Expectations.Add(ExpectationReader.Read(line)) };
                break;
            case ForRealStep real:
                Require(line, "died");
                _steps[^1] = real with { ExpectedEnd = line.AtEnd ? "any" : line.Take("the signal").Text };
                line.ExpectEnd();
                break;
            default:
                throw line.Error(keyword, "there is no call before this that it could be about");
        }
    }

    private void OpenSession(ScenarioLine line, ScenarioWord keyword)
    {
        line.ExpectEnd();
        if (_session != null)
        {
            throw line.Error(keyword, "a session is open already; sessions do not nest");
        }

        _session = line;
        _outer = _steps.ToList();
        _steps.Clear();
    }

    private void CloseSession(ScenarioLine line, ScenarioWord keyword)
    {
        line.ExpectEnd();
        if (_session is not { } open)
        {
            throw line.Error(keyword, "there is no session to end");
        }

        var session = new SessionStep(open.Number, _steps.ToImmutableArray());
        _steps.Clear();
        _steps.AddRange(_outer);
        _steps.Add(session);
        _session = null;
    }

    // budget 3 in 10s [break 500ms], or: budget unlimited
    private static RestartBudget ReadBudget(ScenarioLine line)
    {
        if (line.TryTake("unlimited"))
        {
            line.ExpectEnd();
            return RestartBudget.Unlimited;
        }

        int restarts = ReadCount(line);
        Require(line, "in");
        var budget = new RestartBudget { Restarts = restarts, Window = ReadDuration(line, TimeSpan.FromSeconds(1)) };
        if (line.TryTake("break"))
        {
            budget = budget with { Break = ReadDuration(line, TimeSpan.FromMilliseconds(500)) };
        }

        line.ExpectEnd();
        return budget;
    }

    private static int ReadCount(ScenarioLine line, int least = 1, int most = MostRounds)
    {
        ScenarioWord word = line.Take("a number");
        return IntegerText.TryRead(word.Text, out var count) && count >= least && count <= most
            ? (int)count
            : throw line.Error(word, $"a number was expected here, {least} to {most}");
    }

    private static TimeSpan ReadDuration(ScenarioLine line, TimeSpan least = default)
    {
        ScenarioWord word = line.Take("a time such as 300ms");
        if (!DurationText.TryRead(word.Text, out TimeSpan duration, out string problem))
        {
            throw line.Error(word, problem);
        }

        return duration >= least ? duration : throw line.Error(word, $"this must be {DurationText.Write(least)} or more");
    }

    private static string ReadName(ScenarioLine line)
    {
        ScenarioWord word = line.Take("a name");
        return NamedValueText.TryRead("$" + word.Text, out string name)
            ? name
            : throw line.Error(word, "a name was expected here: letters, digits and underscores");
    }

    private static void Require(ScenarioLine line, string keyword)
    {
        if (!line.TryTake(keyword))
        {
            throw line.AtEnd ? line.ErrorAtEnd($"'{keyword}' is missing") : line.Error(line.Peek, $"'{keyword}' was expected here, but found '{line.Peek.Text}'");
        }
    }

    private static bool TryRest(string text, string prefix, out string rest)
    {
        bool found = text.StartsWith(prefix, StringComparison.Ordinal);
        rest = found ? text[prefix.Length..].Trim() : "";
        return found;
    }
}
