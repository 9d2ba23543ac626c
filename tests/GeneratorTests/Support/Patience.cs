namespace FfiIsolation.GeneratorTests.Support;

/// <summary>How long tests wait.</summary>
internal static class Patience
{
    /// <summary>The hard limit of one test, in milliseconds.</summary>
    public const int Deadline = 60_000;
}
