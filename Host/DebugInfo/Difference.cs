namespace FfiIsolation.DebugInfo;

/// <summary>One difference between a declaration and the library.</summary>
/// <param name="Kind">In what.</param>
/// <param name="Text">The declaration's and the library's side, in a sentence without a full stop.</param>
/// <param name="IsWarning">Whether the call may be right all the same.</param>
internal sealed record Difference(DifferenceKind Kind, string Text, bool IsWarning = false);
