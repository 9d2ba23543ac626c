namespace FfiIsolation.Headers;

/// <summary><c>CXSourceRange</c>.</summary>
internal readonly record struct ClangRange(ulong First, ulong Second, uint Begin, uint End);
