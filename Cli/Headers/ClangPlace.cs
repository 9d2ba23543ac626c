namespace FfiIsolation.Cli.Headers;

/// <summary>Where something stands.</summary>
/// <param name="File">Null for what clang defines itself.</param>
/// <param name="Line">From 1.</param>
internal readonly record struct ClangPlace(string? File, int Line);
