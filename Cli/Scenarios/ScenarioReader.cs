using System.Collections.Immutable;

namespace FfiIsolation.Cli.Scenarios;

/// <summary>Reads a scenario file, one statement a line; docs/scenarios.md describes them.</summary>
internal sealed class ScenarioReader
{
    /// <summary>The longest file that is read, in bytes.</summary>
    public const int LongestFile = 1 << 20;

    /// <summary>What a line can begin with, besides <c>#</c>.</summary>
    public static readonly string[] Keywords =
        { "title:", "needs", "budget", "quarantine", "spares", "timeout", "declare", "in-process:", "in-process-for-real", "call", "let", "repeat", "time", "expect", "session", "end", "wait" };

    private readonly string _file;
    private readonly List<string> _needs = new();
    private readonly List<Step> _steps = new();
    private string? _title;
    private RestartBudget? _budget;
    private QuarantinePolicy? _quarantine;
    private int? _spares;
    private TimeSpan? _timeout;
    private Declarations? _declarations;

    // While a session is open: its line, and the steps before it.
    private ScenarioLine? _session;
    private HeapGuarding _heap;
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
        return new Scenario { Name = name, Title = _title ?? name, Needs = _needs.ToImmutableArray(), Budget = _budget, Quarantine = _quarantine, Spares = _spares, Steps = _steps.ToImmutableArray() };
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
                _budget = SettingReader.Budget(line);
                break;
            case "quarantine":
                _quarantine = SettingReader.Quarantine(line);
                break;
            case "spares":
                _spares = SettingReader.Count(line, least: 0, most: 64);
                line.ExpectEnd();
                break;
            case "timeout":
                _timeout = SettingReader.Duration(line);
                line.ExpectEnd();
                break;
            case "declare":
                _declarations = SettingReader.Declared(line, _declarations);
                break;
            case "wait":
                _steps.Add(new WaitStep(line.Number, SettingReader.Duration(line)));
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
                _steps.Add(new ForRealStep(line.Number, CallLineReader.Request(line, _timeout, _declarations)));
                break;
            case "let" or "repeat" or "time" or "call":
                _steps.Add(CallLineReader.Read(line, keyword, _timeout, _declarations));
                break;
            default:
                throw line.Error(keyword, $"'{keyword.Text}' is no statement; a line begins with one of: {string.Join(", ", Keywords)}, or # for a comment");
        }
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
                line.Require("died");
                _steps[^1] = real with { ExpectedEnd = line.AtEnd ? "any" : line.Take("the signal").Text };
                line.ExpectEnd();
                break;
            default:
                throw line.Error(keyword, "there is no call before this that it could be about");
        }
    }

    private void OpenSession(ScenarioLine line, ScenarioWord keyword)
    {
        _heap = line.TryTake("guarded") ? HeapGuarding.Guarded : HeapGuarding.Off;
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

        var session = new SessionStep(open.Number, _steps.ToImmutableArray(), _heap);
        _steps.Clear();
        _steps.AddRange(_outer);
        _steps.Add(session);
        _session = null;
    }

    private static bool TryRest(string text, string prefix, out string rest)
    {
        bool found = text.StartsWith(prefix, StringComparison.Ordinal);
        rest = found ? text[prefix.Length..].Trim() : "";
        return found;
    }
}
