namespace FfiIsolation.Headers;

/// <summary>What came of reading a header.</summary>
/// <param name="Path">The file.</param>
/// <param name="Truth">What it says; null where it could not be read.</param>
/// <param name="Failure">Why it could not.</param>
internal sealed record HeaderReading(string Path, HeaderTruth? Truth, Exception? Failure)
{
    /// <summary>Why it could not be read, in words; null where it could.</summary>
    public string? WhyNot => Failure switch
    {
        null => null,
        NativeCrashException crash => $"the header {Path} could not be read: libclang did not survive it: {crash.Message}",
        FileNotFoundException missing => missing.Message,
        OperationCanceledException => $"the header {Path} could not be read: the host has ended",
        var error => $"the header {Path} could not be read: {error.Message}",
    };

    /// <summary>What should be told of it, once: that it cannot be read, or that clang finds mistakes in it. null for nothing.</summary>
    public string? Problem => Failure is OperationCanceledException ? null
        : WhyNot is { } why ? $"what it declares is unchecked: {why}"
        : Truth is { Mistakes: [var first, ..] } ? $"clang finds mistakes in the header {Path}; what they touch is unchecked: {first}"
        : null;
}
