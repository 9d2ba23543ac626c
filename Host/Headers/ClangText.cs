namespace FfiIsolation.Headers;

/// <summary><c>CXString</c>.</summary>
internal readonly record struct ClangText(ulong Data, uint Flags);
