// Reads the static methods of a class that [IsolatedImport] marks.
using FfiIsolation.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FfiIsolation.Generator.Reading;

internal static class ImportReader
{
    public static IReadOnlyList<IMethodSymbol> ImportsOf(INamedTypeSymbol type) => [.. type.GetMembers().OfType<IMethodSymbol>().Where(method =>
        method.PartialDefinitionPart is null && Symbols.Attribute(method.GetAttributes(), KnownNames.IsolatedImport) is not null)];

    /// <summary>All imports of a class, in the order of the source: they share their session, and their declarations.</summary>
    /// <param name="declarations">The C text on the class; null for none.</param>
    public static IReadOnlyList<ImportModel> Read(INamedTypeSymbol type, Mistakes mistakes, out string? declarations, CancellationToken cancellationToken)
    {
        int before = mistakes.Errors;
        Declarations? known = CText.ReadDeclarations(type, mistakes, out declarations);
        bool isRight = mistakes.Errors == before;
        var imports = new List<ImportModel>();
        foreach (IMethodSymbol method in ImportsOf(type))
        {
            cancellationToken.ThrowIfCancellationRequested();
            AttributeData attribute = Symbols.Attribute(method.GetAttributes(), KnownNames.IsolatedImport)!;
            if (CanBeWritten(method, mistakes) && Symbols.FirstText(attribute) is { } library)
            {
                imports.Add(new ImportModel(method, library, isRight ? ReadMethod(method, attribute, known, mistakes) : null));
            }
        }

        return imports;
    }

    private static MethodModel? ReadMethod(IMethodSymbol method, AttributeData attribute, Declarations? declarations, Mistakes mistakes)
    {
        CallSettings settings = CallSettings.Read(attribute, CallSettings.None, mistakes);
        string entryPoint = Symbols.Named<string>(attribute, "EntryPoint") is { Length: > 0 } given ? given : method.Name;
        string? text = Symbols.Named<string>(attribute, "Prototype") ?? new ImportPrototype(method, Symbols.Named<int>(attribute, "StringMarshalling"), mistakes).Derive(entryPoint);
        return text is not null && CText.ReadPrototype(attribute, text, declarations, mistakes) is { } prototype
            ? MethodReader.Read(method, prototype, text, settings, isImport: true, declarations is null ? null : Writing.ImportWriter.DeclarationsOf(method.ContainingType), mistakes)
            : null;
    }

    private static bool CanBeWritten(IMethodSymbol method, Mistakes mistakes)
    {
        string? why = !method.IsStatic || !method.IsPartialDefinition ? "is not 'static partial', so nothing can be written for it"
            : method.IsGenericMethod ? "is generic, and a C function is not"
            : method.ReturnsByRef || method.ReturnsByRefReadonly ? "returns by reference, which no other process can"
            : method.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() is MethodDeclarationSyntax syntax && syntax.Modifiers.Any(SyntaxKind.UnsafeKeyword) && HasPointer(method))
                ? "has a C# pointer, and an address of this process means nothing in a worker: take a span, ref, out or nint"
            : IsGeneric(method.ContainingType) ? "is in a generic class"
            : !InterfaceReader.IsPartial(method.ContainingType, out string name) ? $"cannot be written: make {name} partial"
            : null;
        if (why is not null)
        {
            mistakes.Add(Rules.Import, Mistakes.Of(method), method.Name, why);
        }

        return why is null;
    }

    private static bool HasPointer(IMethodSymbol method) => method.ReturnType is IPointerTypeSymbol || method.Parameters.Any(parameter => parameter.Type is IPointerTypeSymbol);

    private static bool IsGeneric(INamedTypeSymbol? type) => type is not null && (type.IsGenericType || IsGeneric(type.ContainingType));
}
