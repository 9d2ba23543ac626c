namespace FfiIsolation.ProcessTests.Support;

/// <summary>How long tests wait.</summary>
internal static class Patience
{
    /// <summary>The hard limit of one test, in milliseconds.</summary>
    public const int Deadline = 60_000;

    /// <summary>For what must be seen not to happen, or is expected to run into a timeout.</summary>
    public static readonly TimeSpan Expected = TimeSpan.FromMilliseconds(300);

    /// <summary>For what happens at once on an idle machine, and must happen on a crowded one.</summary>
    public static readonly TimeSpan Unexpected = TimeSpan.FromSeconds(20);
}
