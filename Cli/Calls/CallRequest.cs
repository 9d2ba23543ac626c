namespace FfiIsolation.Cli.Calls;

/// <summary>One call as it was written: on the command line, or on a line of a scenario.</summary>
/// <param name="Library">The library, as people name it.</param>
/// <param name="Prototype">The prototype's text.</param>
/// <param name="Arguments">One word for each parameter.</param>
/// <param name="Declarations">What prototype and arguments may name besides; null for nothing.</param>
/// <param name="Timeout">How long it may take; null for the host's default.</param>
internal sealed record CallRequest(string Library, string Prototype, IReadOnlyList<string> Arguments, TimeSpan? Timeout = null, Declarations? Declarations = null);
