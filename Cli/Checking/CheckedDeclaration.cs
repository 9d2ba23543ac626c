using FfiIsolation.DebugInfo;

namespace FfiIsolation.Cli.Checking;

/// <summary>One declaration, held against the library.</summary>
/// <param name="Name">The function.</param>
/// <param name="Verdict">What came of it.</param>
/// <param name="Differences">In what it differs.</param>
/// <param name="Right">The declaration that would be right; null where nobody knows.</param>
/// <param name="Reason">Why it could not be checked, or what is there instead; null otherwise.</param>
internal sealed record CheckedDeclaration(string Name, Verdict Verdict, IReadOnlyList<Difference> Differences, string? Right, string? Reason);
