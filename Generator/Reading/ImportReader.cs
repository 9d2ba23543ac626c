// Reads the static methods of a class that [IsolatedImport] marks.
using FfiIsolation.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace FfiIsolation.Generator.Reading;

internal static class ImportReader
{
    /// <summary>As they are asked for: who wants the first of a class of hundreds does not look at all.</summary>
    public static IEnumerable<IMethodSymbol> ImportsOf(INamedTypeSymbol type) => type.GetMembers().OfType<IMethodSymbol>().Where(method =>
        method.PartialDefinitionPart is null && Symbols.Attribute(method.GetAttributes(), KnownNames.IsolatedImport) is not null);

    /// <summary>All imports of a class, in the order of the source: they share their session, and their declarations.</summary>
    /// <param name="declarations">The C text that the prototypes are read against: that on the class, and the structs that are derived from C#; null for none.</param>
    public static IReadOnlyList<ImportModel> Read(INamedTypeSymbol type, Mistakes mistakes, out string? declarations, CancellationToken cancellationToken)
    {
        int before = mistakes.Errors;
        Declarations? known = CText.ReadDeclarations(type, mistakes, out declarations);
        bool isRight = mistakes.Errors == before;
        QuarantineSettings.Check(type.GetAttributes(), mistakes);
        var records = new DerivedRecords(converts: Symbols.Attribute(type.ContainingAssembly.GetAttributes(), KnownNames.DisableRuntimeMarshalling) is null);
        var drafts = new List<(IMethodSymbol Method, AttributeData Attribute, string Library, string? Prototype)>();
        foreach (IMethodSymbol method in ImportsOf(type))
        {
            AttributeData attribute = Symbols.Attribute(method.GetAttributes(), KnownNames.IsolatedImport)!;
            if (CanBeWritten(method, mistakes) && Symbols.FirstText(attribute) is { } library)
            {
                drafts.Add((method, attribute, library, isRight ? PrototypeOf(method, attribute, records, mistakes) : null));
            }
        }

        if (records.Text.Length > 0)
        {
            isRight &= Add(records.Text, ref known, ref declarations, type, mistakes);
        }

        var imports = new List<ImportModel>();
        foreach ((IMethodSymbol method, AttributeData attribute, string library, string? text) in drafts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            imports.Add(new ImportModel(method, library, text is null || !isRight ? null : ReadMethod(method, attribute, text, known, mistakes)));
        }

        QuarantineSettings.CheckOnce(imports.Select(import => import.Read), mistakes);
        return imports;
    }

    /// <summary>Adds what is derived to what is declared.</summary>
    private static bool Add(string derived, ref Declarations? known, ref string? text, INamedTypeSymbol type, Mistakes mistakes)
    {
        try
        {
            known = Declarations.Parse(derived, known ?? Declarations.Empty);
            text = text is null ? derived : text + "\n" + derived;
            return true;
        }
        catch (PrototypeException e)
        {
            // A struct that C cannot have, or that is declared otherwise: which is what the diagnostic says.
            mistakes.Add(Rules.ImportType, Mistakes.Of(type), "a struct", type.Name, $"{e.Problem}; give the struct in [NativeDeclarations] on the class, and the function in Prototype");
            return false;
        }
    }

    private static string? PrototypeOf(IMethodSymbol method, AttributeData attribute, DerivedRecords records, Mistakes mistakes)
    {
        string entryPoint = Symbols.Named<string>(attribute, "EntryPoint") is { Length: > 0 } given ? given : method.Name;
        return Symbols.Named<string>(attribute, "Prototype") ?? new ImportPrototype(method, Symbols.Named<int>(attribute, "StringMarshalling"), records, mistakes).Derive(entryPoint);
    }

    private static MethodModel? ReadMethod(IMethodSymbol method, AttributeData attribute, string text, Declarations? declarations, Mistakes mistakes)
    {
        CallSettings settings = CallSettings.Read(attribute, CallSettings.None, mistakes) with
        {
            Quarantine = QuarantineSettings.Read(method.GetAttributes(), method.ContainingType.GetAttributes(), mistakes),
        };
        return CText.ReadPrototype(attribute, text, declarations, mistakes) is { } prototype
            ? MethodReader.Read(method, prototype, text, settings, isImport: true, declarations is null ? null : Writing.ImportWriter.DeclarationsOf(method.ContainingType), mistakes)
            : null;
    }

    /// <summary>Tells why it cannot be, where the generator does not: the compiler calls no analyzer while a partial method has no body.</summary>
    private static bool CanBeWritten(IMethodSymbol method, Mistakes mistakes)
    {
        string? why = WhyNotWritten(method);
        if (why is not null && !method.IsPartialDefinition)
        {
            mistakes.Add(Rules.Import, Mistakes.Of(method), method.Name, why);
        }

        return why is null;
    }

    /// <summary>Why an import cannot be written; null if it can.</summary>
    public static string? WhyNotWritten(IMethodSymbol method) =>
        !method.IsStatic || !method.IsPartialDefinition ? "is not 'static partial', so nothing can be written for it"
            : method.IsGenericMethod ? "is generic, and a C function is not"
            : method.ReturnsByRef || method.ReturnsByRefReadonly ? "returns by reference, which no other process can"
            : IsGeneric(method.ContainingType) ? "is in a generic class"
            : InterfaceReader.IsFileLocal(method.ContainingType) ? "is in a class that is seen in its file alone, and generated code stands in another one: leave 'file' out"
            : !InterfaceReader.IsPartial(method.ContainingType, out string name) ? $"cannot be written: make {name} partial"
            : null;

    private static bool IsGeneric(INamedTypeSymbol? type) => type is not null && (type.IsGenericType || IsGeneric(type.ContainingType));
}
