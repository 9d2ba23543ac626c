namespace FfiIsolation.Cli.Calls;

/// <summary>What a completed call returned.</summary>
internal readonly record struct CallResult(object? Value, int Errno, string? Warning);
