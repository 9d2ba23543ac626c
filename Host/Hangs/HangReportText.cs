// A hang as a person reads it. The stack of the call's thread is written as in a crash report.
using System.Globalization;
using System.Text;
using FfiIsolation.Crashes;

namespace FfiIsolation.Hangs;

internal static class HangReportText
{
    private const int MaxThreads = 12;

    public static string Write(HangReport hang)
    {
        var text = new StringBuilder();
        ReportText.Wrap(text, Sentence(hang), "", "  ");
        if (hang.Hints.Count > 0)
        {
            ReportText.Heading(text, "Why");
            ReportText.Items(text, hang.Hints);
        }

        if (hang.Stack.Count > 0)
        {
            ReportText.Heading(text, $"Stack of thread {hang.ThreadId} \"{hang.ThreadName}\" (the call's)");
            ReportText.Frames(text, hang.Stack, hang.StackIsComplete);
        }

        WriteRest(text, hang);
        return text.ToString();
    }

    /// <summary>What a crash report has no place of its own for.</summary>
    public static void WriteRest(StringBuilder text, HangReport hang)
    {
        if (hang.StackRemark is { } remark)
        {
            ReportText.Wrap(text, remark, "  ", "  ");
        }

        if (hang.OtherThreads.Count == 0)
        {
            return;
        }

        ReportText.Heading(text, "Other threads of native code");
        ReportText.Items(text, [.. hang.OtherThreads.Take(MaxThreads).Select(thread => thread.ToString())]);
        if (hang.OtherThreads.Count > MaxThreads)
        {
            ReportText.Line(text, $"  … {hang.OtherThreads.Count - MaxThreads} more");
        }
    }

    public static string Sentence(HangReport hang)
    {
        string time = hang.CpuTime is { } used ? string.Create(CultureInfo.InvariantCulture, $"; its thread had used {ReportText.Duration(used)} of CPU time") : "";
        return $"It was {hang.Description}{time}.";
    }
}
