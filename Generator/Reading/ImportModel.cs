using Microsoft.CodeAnalysis;

namespace FfiIsolation.Generator.Reading;

/// <summary>A static import and all that is needed to write it.</summary>
/// <param name="Read">Null where it does not fit its prototype.</param>
internal sealed record ImportModel(IMethodSymbol Method, string Library, MethodModel? Read);
