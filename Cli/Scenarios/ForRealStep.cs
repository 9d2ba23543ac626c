using FfiIsolation.Cli.Calls;

namespace FfiIsolation.Cli.Scenarios;

/// <summary>A call made without isolation, in a process of its own that may die of it.</summary>
/// <param name="ExpectedEnd">The signal it dies of, such as <c>SIGSEGV</c>; <c>any</c> for any death; null where nothing is expected.</param>
internal sealed record ForRealStep(int Line, CallRequest Request, string? ExpectedEnd = null) : Step(Line);
