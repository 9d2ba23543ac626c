namespace FfiIsolation.Headers;

/// <summary>A place in a file, macros expanded.</summary>
/// <param name="File">clang's own, one for each file; null for none.</param>
/// <param name="Offset">Bytes from its start.</param>
internal readonly record struct ClangPlace(NativePointer File, uint Offset);
