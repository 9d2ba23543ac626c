namespace FfiIsolation.Headers;

/// <summary><c>CXSourceLocation</c>.</summary>
internal readonly record struct ClangLocation(ulong First, ulong Second, uint Number);
