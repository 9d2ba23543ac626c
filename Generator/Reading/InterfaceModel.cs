using Microsoft.CodeAnalysis;

namespace FfiIsolation.Generator.Reading;

/// <summary>An interface for a library and all that is needed to implement it.</summary>
/// <param name="Declarations">The C text that the prototypes are read against; null for none.</param>
/// <param name="Methods">Each method that has to be implemented, with null for one that cannot be.</param>
/// <param name="NeedsSession">Why it is opened on a session only; null if it is not.</param>
internal sealed record InterfaceModel(
    INamedTypeSymbol Type, string Library, string? Declarations, IReadOnlyList<(IMethodSymbol Method, MethodModel? Model)> Methods, string? NeedsSession);
