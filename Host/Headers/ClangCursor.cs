namespace FfiIsolation.Headers;

/// <summary><c>CXCursor</c>: a place in what clang has read. Its pointers are addresses in the worker.</summary>
internal readonly record struct ClangCursor(int Kind, int Data, ulong First, ulong Second, ulong Third);
