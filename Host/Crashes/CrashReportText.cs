// The report as a person reads it: what happened, what was called, why, where, with what, and the last words.
using System.Globalization;
using System.Text;
using FfiIsolation.Hangs;
using static FfiIsolation.Crashes.ReportText;

namespace FfiIsolation.Crashes;

internal static class CrashReportText
{
    private const int MaxLastWords = 8;

    public static string Write(CrashReport report)
    {
        var text = new StringBuilder();
        Wrap(text, report.Summary, "", "  ");
        WriteCall(text, report);
        WriteHang(text, report);
        WriteHints(text, report);
        WriteStack(text, report);
        if (report.Hang is { } hang)
            HangReportText.WriteRest(text, hang);
        WriteRegisters(text, report);
        WriteLastWords(text, report);
        WriteRefusals(text, report);
        WriteWorker(text, report);
        return text.ToString();
    }

    private static void WriteCall(StringBuilder text, CrashReport report)
    {
        if (report.Call is not { } call)
            return;
        Heading(text, report.Blame is CrashBlame.Call or CrashBlame.LibraryThread ? "Call" : "Call in flight (not to blame)");
        WriteCall(text, call);
        for (var inner = call; inner.Within is { } outer; inner = outer)
        {
            Line(text, "  made within a callback of");
            WriteCall(text, outer);
        }
    }

    private static void WriteCall(StringBuilder text, CrashedCall call)
    {
        Line(text, "  " + SafeText.Line(call.Prototype));
        Line(text, "  in " + SafeText.Line(call.LibraryPath));
        var names = call.Arguments.Select((a, i) => a.Name.Length > 0 ? a.Name : "#" + (i + 1)).ToList();
        var nameWidth = Math.Min(names.Select(n => n.Length).DefaultIfEmpty().Max(), 24);
        for (var i = 0; i < names.Count; i++)
        {
            var argument = call.Arguments[i];
            var place = argument is { Address: { } address and > 0, Length: { } length } ? $"   {length} bytes at {Hex.Short(address)}" : "";
            Line(text, SafeText.Limit($"    {names[i].PadRight(nameWidth)} = {SafeText.Line(argument.Text)}", Width - place.Length) + place);
        }

        if (call.Callback is { } callback)
            Line(text, "  waiting for its callback " + SafeText.Line(callback));
    }

    private static void WriteHang(StringBuilder text, CrashReport report)
    {
        if (report.Hang is not { } hang)
            return;
        Heading(text, "Where it was");
        Wrap(text, HangReportText.Sentence(hang), "  ", "  ");
    }

    private static void WriteHints(StringBuilder text, CrashReport report)
    {
        if (report.Hints.Count == 0)
            return;
        Heading(text, "Why");
        Items(text, report.Hints);
    }

    private static void WriteStack(StringBuilder text, CrashReport report)
    {
        if (report.Stack.Count == 0)
            return;
        var thread = report.ThreadId is { } id ? $" of thread {id}" : "";
        var role = report.IsCallThread switch { true => " (the call's)", false => " (made by native code)", null => "" };
        var name = report.ThreadName is { } threadName ? $" \"{threadName}\"" : "";
        Heading(text, $"Stack{thread}{name}{role}");

        Frames(text, report.Stack, report.StackIsComplete);
    }

    private static void WriteRegisters(StringBuilder text, CrashReport report)
    {
        if (report.Registers.Count == 0)
            return;
        Heading(text, "Registers");
        const int Columns = 4;
        foreach (var row in report.Registers.Chunk(Columns))
            Line(text, "  " + string.Join("  ", row.Select(r => $"{(r.Key == "eflags" ? "efl" : r.Key),-3} {r.Value:x16}")));
    }

    private static void WriteLastWords(StringBuilder text, CrashReport report)
    {
        var said = report.LastWords.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToList();
        if (report.AbortMessage is { } message && !said.Exists(l => l.Contains(message, StringComparison.Ordinal)))
            said.Add(message);
        if (said.Count == 0)
            return;
        Heading(text, "Last words");
        foreach (var line in said.TakeLast(MaxLastWords))
            Line(text, SafeText.Limit("  | " + line.Replace('\t', ' '), Width));
    }

    private static void WriteRefusals(StringBuilder text, CrashReport report)
    {
        if (report.RefusedActions.Count == 0)
            return;
        Heading(text, $"Refused by the preset {report.RefusedActions[0].Preset}");
        foreach (var refused in report.RefusedActions)
            Wrap(text, SafeText.Line($"{refused.SystemCall}: {refused.Action}"), "  ", "    ");
    }

    private static void WriteWorker(StringBuilder text, CrashReport report)
    {
        Heading(text, "Worker");
        var facts = new List<string>
        {
            $"process {report.ProcessId}", $"generation {report.Generation}", "up " + Duration(report.Uptime),
            report.CallCount == 1 ? "1 call" : $"{report.CallCount} calls",
        };
        if (report.MaxResidentBytes is { } bytes)
            facts.Add(string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.0} MB at most"));
        if (report.CpuTime is { } time)
            facts.Add($"{Duration(time)} of CPU time");
        facts.Add("died " + report.Time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        Wrap(text, string.Join(", ", facts), "  ", "  ");
        if (report.LastCalls.Count > 0)
            Wrap(text, "calls before: " + string.Join(", ", report.LastCalls.TakeLast(8).Select(SafeText.Line)), "  ", "  ");
    }
}
