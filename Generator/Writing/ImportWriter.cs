// Writes the static imports of a class: each method, and what they are bound by, in a class that no other file sees.
using FfiIsolation.Generator.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FfiIsolation.Generator.Writing;

internal static class ImportWriter
{
    public static GeneratedFile? Write(INamedTypeSymbol type, IReadOnlyList<ImportModel> imports, string? declarations)
    {
        if (imports.Count == 0)
        {
            return null;
        }

        // Calls of a class belong together: where one has to do with pointers, what another does without any may concern them too.
        bool inSession = imports.Any(import => import.Read?.NeedsSession is not null);
        var code = new CodeText();
        code.Head();
        var functions = new List<(string Library, string Field, string Declaration)>();
        code.OpenType(type, imports.Any(import => Symbols.HasPointer(import.Method)));
        foreach (ImportModel import in imports)
        {
            string head = HeadOf(import.Method);
            if (functions.Count > 0)
            {
                code.Line();
            }

            if (import.Read is null)
            {
                MethodWriter.WriteMissing(code, import.Method, head);
                continue;
            }

            var list = new FunctionList([]);
            list.FieldOf(import.Read);
            string field = FieldFor(type, functions, import.Method.Name);
            functions.Add((import.Library, field, list.All[0].Declaration));
            MethodWriter.Write(code, import.Read, head, $"{HolderOf(type)}.{field}.Bound", free => $"{HolderOf(type)}.{FieldOfDeallocator(type, functions, import.Library, free)}.Bound.Function");
        }

        code.CloseType();
        WriteHolder(code, type, functions, declarations, inSession);
        return new GeneratedFile(Names.FileOf(type), code.ToString());
    }

    /// <summary>The expression for the class's C declarations.</summary>
    public static string DeclarationsOf(INamedTypeSymbol type) => $"{HolderOf(type)}.Declarations";

    private static void WriteHolder(CodeText code, INamedTypeSymbol type, List<(string Library, string Field, string Declaration)> functions, string? declarations, bool inSession)
    {
        code.Line();
        code.Open($"file static class {HolderName(type)}");
        if (declarations is not null)
        {
            code.TextLine("private const string Text = ", declarations, ";");
            code.Line();
            code.Line("internal static readonly global::FfiIsolation.Declarations Declarations = global::FfiIsolation.Declarations.Parse(Text);");
            code.Line();
        }

        foreach ((string library, string field, string declaration) in functions)
        {
            code.Line($"internal static readonly global::FfiIsolation.Typed.ImportedFunction {field} = new(");
            code.Line($"    new({CodeText.Literal(library)}, {(declarations is null ? "null" : "Text")}, [{declaration}]), inSession: {(inSession ? "true" : "false")});");
        }

        code.Close();
    }

    /// <summary>What frees a pointer that an import stores, bound once for each library.</summary>
    private static string FieldOfDeallocator(INamedTypeSymbol type, List<(string Library, string Field, string Declaration)> functions, string library, string name)
    {
        var list = new FunctionList([]);
        list.FieldOfDeallocator(name);
        string declaration = list.All[0].Declaration;
        int known = functions.FindIndex(function => function.Library == library && function.Declaration == declaration);
        if (known < 0)
        {
            known = functions.Count;
            functions.Add((library, FieldFor(type, functions, name), declaration));
        }

        return functions[known].Field;
    }

    private static string FieldFor(INamedTypeSymbol type, List<(string Library, string Field, string Declaration)> functions, string name)
    {
        string field = Symbols.Escaped(name);
        for (int i = 2; field is "Declarations" or "Text" || field == HolderName(type) || functions.Any(function => function.Field == field); i++)
        {
            field = name + i; // an overload, or a name of the holder's own
        }

        return field;
    }

    private static string HolderName(INamedTypeSymbol type) => type.Name + "_Imports";

    // A member or a parameter may have its name.
    private static string HolderOf(INamedTypeSymbol type) => type.ContainingNamespace is { IsGlobalNamespace: false } space
        ? $"{space.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)}.{HolderName(type)}"
        : $"global::{HolderName(type)}";

    private static string HeadOf(IMethodSymbol method)
    {
        string accessibility = method.DeclaredAccessibility switch
        {
            Accessibility.Public => "public ",
            Accessibility.Internal => "internal ",
            Accessibility.Protected => "protected ",
            Accessibility.ProtectedOrInternal => "protected internal ",
            Accessibility.ProtectedAndInternal => "private protected ",
            _ => Has(method, SyntaxKind.PrivateKeyword) ? "private " : "",
        };
        return $"{accessibility}static {(Has(method, SyntaxKind.UnsafeKeyword) ? CodeText.Unsafe : "")}partial ";
    }

    // Both parts of a partial method have to say the same: one without accessibility has another meaning.
    private static bool Has(IMethodSymbol method, SyntaxKind modifier) =>
        method.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() is MethodDeclarationSyntax syntax && syntax.Modifiers.Any(modifier));
}
