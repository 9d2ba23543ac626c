namespace FfiIsolation.Headers;

/// <summary>A mistake that clang found.</summary>
/// <param name="Text">In its words.</param>
/// <param name="Place">Where.</param>
internal sealed record ClangError(string Text, ClangPlace Place);
