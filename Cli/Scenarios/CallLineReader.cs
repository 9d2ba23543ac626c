using FfiIsolation.Cli.Arguments;
using FfiIsolation.Cli.Calls;

namespace FfiIsolation.Cli.Scenarios;

/// <summary>Reads a line that makes a call: <c>call</c>, <c>let</c>, <c>repeat</c>, <c>time</c>.</summary>
internal static class CallLineReader
{
    /// <summary>Reads what stands behind the keyword.</summary>
    public static CallStep Read(ScenarioLine line, ScenarioWord keyword, TimeSpan? defaultTimeout, Declarations? declarations)
    {
        string? resultName = null;
        int repeat = 1;
        Timing? timing = null;
        switch (keyword.Text)
        {
            case "let":
                resultName = Name(line);
                line.Require("=");
                line.Require("call");
                break;
            case "repeat":
                repeat = SettingReader.Count(line);
                line.Require("call");
                break;
            case "time":
                int rounds = SettingReader.Count(line);
                bool inOneCall = line.TryTake("in");
                if (inOneCall)
                {
                    line.Require("one");
                }

                line.Require("call");
                timing = new Timing(rounds, inOneCall);
                break;
        }

        return new CallStep(line.Number, Request(line, defaultTimeout, declarations)) { ResultName = resultName, Repeat = repeat, Timing = timing };
    }

    /// <summary>Reads the call itself: library, prototype, arguments.</summary>
    public static CallRequest Request(ScenarioLine line, TimeSpan? defaultTimeout, Declarations? declarations)
    {
        TimeSpan? timeout = defaultTimeout;
        if (line.TryTake("--timeout"))
        {
            timeout = SettingReader.Duration(line);
        }

        ScenarioWord library = line.Take("the library");
        if (string.IsNullOrWhiteSpace(library.Text))
        {
            throw line.Error(library, "the name of the library is empty; it is written as m, libm.so.6 or a path");
        }

        ScenarioWord prototype = line.Take("the prototype");
        if (!prototype.Text.Contains('(') && declarations is null)
        {
            throw line.Error(prototype, "this is no prototype; it goes in double quotes: \"double cos(double x)\"");
        }

        return new CallRequest(library.Text, prototype.Text, line.TakeAll(), timeout, declarations);
    }

    private static string Name(ScenarioLine line)
    {
        ScenarioWord word = line.Take("a name");
        return NamedValueText.TryRead("$" + word.Text, out string name)
            ? name
            : throw line.Error(word, "a name was expected here: letters, digits and underscores");
    }
}
