// Questions about the compiler's symbols that are asked in many places.
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FfiIsolation.Generator;

internal static class Symbols
{
    /// <summary>A type as code can name it anywhere.</summary>
    private static readonly SymbolDisplayFormat s_full = SymbolDisplayFormat.FullyQualifiedFormat.WithMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers | SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>The name of a type in metadata with its namespace; of a constructed one, of its definition.</summary>
    public static string NameOf(ITypeSymbol type)
    {
        string name = type.MetadataName;
        for (INamedTypeSymbol? outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            name = outer.MetadataName + "+" + name;
        }

        return type.ContainingNamespace is { IsGlobalNamespace: false } space ? space.ToDisplayString() + "." + name : name;
    }

    public static bool Is(ITypeSymbol? type, string name) => type is INamedTypeSymbol && NameOf(type) == name;

    public static bool IsOneOf(ITypeSymbol type, params string[] names) => type is INamedTypeSymbol && names.Contains(NameOf(type));

    public static bool DerivesFrom(ITypeSymbol type, string name)
    {
        for (ITypeSymbol? at = type; at is not null; at = at.BaseType)
        {
            if (Is(at, name))
            {
                return true;
            }
        }

        return false;
    }

    public static string FullName(ITypeSymbol type) => type.ToDisplayString(s_full);

    /// <summary>A type as people write it.</summary>
    public static string ShortName(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);

    public static string ShortName(IParameterSymbol parameter) => Modifier(parameter.RefKind) + ShortName(parameter.Type);

    public static string Modifier(RefKind kind) => kind switch
    {
        RefKind.Out => "out ",
        RefKind.Ref => "ref ",
        RefKind.In => "in ",
        RefKind.RefReadOnlyParameter => "ref readonly ",
        _ => "",
    };

    public static AttributeData? Attribute(IEnumerable<AttributeData> attributes, string name) => attributes.FirstOrDefault(attribute => Is(attribute.AttributeClass, name));

    /// <param name="otherwise">What holds where the attribute does not say it.</param>
    public static T? Named<T>(AttributeData attribute, string name, T? otherwise = default)
    {
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            if (argument.Key == name && argument.Value.Value is T value)
            {
                return value;
            }
        }

        return otherwise;
    }

    public static string? FirstText(AttributeData attribute) => attribute.ConstructorArguments is [{ Value: string text }, ..] ? text : null;

    /// <summary>Keywords in some places alone, where they need the sign too: in an asynchronous method, and as the name of a type.</summary>
    private static readonly string[] s_contextual = ["await", "extension", "file", "partial", "record", "required", "scoped", "var", "where", "yield"];

    /// <summary>The name as code has to write it.</summary>
    public static string Escaped(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || s_contextual.Contains(name) ? "@" + name : name;

    /// <summary>Whether a method has a C# pointer in its signature.</summary>
    public static bool HasPointer(IMethodSymbol method) =>
        method.ReturnType is IPointerTypeSymbol or IFunctionPointerTypeSymbol || method.Parameters.Any(parameter => parameter.Type is IPointerTypeSymbol or IFunctionPointerTypeSymbol);

    /// <summary>What an array, a span or a memory holds; null for other types.</summary>
    public static ITypeSymbol? ElementOf(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol { Rank: 1 } array => array.ElementType,
        INamedTypeSymbol { TypeArguments: [var element] } when IsOneOf(type, KnownNames.Span, KnownNames.ReadOnlySpan, KnownNames.Memory, KnownNames.ReadOnlyMemory) => element,
        _ => null,
    };
}
