using System.Globalization;

namespace FfiIsolation.ProcessTests.Hostile;

/// <summary>What a worker said must not reach a terminal as it is.</summary>
internal static class CleanText
{
    /// <summary>As JSON, a report of 64 threads has some 70,000 characters where debug files give each frame its name.</summary>
    private const int MaxCharacters = 128 * 1024;

    public static void Check(Exception? thrown)
    {
        if (thrown is null)
        {
            return;
        }

        CrashReport? report = (thrown as NativeCrashException)?.Report ?? (thrown as WorkerLostException)?.Report ?? (thrown as CallTimeoutException)?.Report;
        foreach (string text in (string[])[thrown.Message, report?.ToString() ?? "", report?.ToJson() ?? "", report is null ? "" : string.Join('\n', report.Hints)])
        {
            Assert.InRange(text.Length, 0, MaxCharacters);
            Assert.DoesNotContain(text, character => character is not ('\n' or '\t') && char.GetUnicodeCategory(character) is UnicodeCategory.Control or UnicodeCategory.Format);
        }
    }
}
