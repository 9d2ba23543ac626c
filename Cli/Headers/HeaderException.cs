namespace FfiIsolation.Cli.Headers;

/// <summary>A header cannot be read; says why.</summary>
internal sealed class HeaderException(string message, Exception? inner = null) : Exception(message, inner);
