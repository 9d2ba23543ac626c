// C text in attributes: read by the host's own parser, with its mistakes told where they stand in the source.
using FfiIsolation.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FfiIsolation.Generator.Reading;

internal static class CText
{
    /// <summary>The declarations that an attribute gives; null where there are none, or they cannot be read.</summary>
    public static Declarations? ReadDeclarations(ISymbol symbol, Mistakes mistakes, out string? text)
    {
        text = null;
        if (Symbols.Attribute(symbol.GetAttributes(), KnownNames.NativeDeclarations) is not { } attribute || Symbols.FirstText(attribute) is not { } given)
        {
            return null;
        }

        try
        {
            text = given;
            return Declarations.Parse(given);
        }
        catch (PrototypeException e)
        {
            // The author's C is wrong, which is what the diagnostic says.
            mistakes.Add(Rules.Declarations, LocationOf(attribute, e), e.Problem, e.Expected);
            return null;
        }
    }

    public static Prototype? ReadPrototype(AttributeData attribute, string text, Declarations? declarations, Mistakes mistakes)
    {
        try
        {
            if (declarations is null && Prototype.IsName(text.Trim()))
            {
                declarations = Declarations.Empty; // a name alone: it is declared nowhere
            }

            Prototype prototype = declarations is null ? Prototype.Parse(text) : Prototype.Parse(text, declarations);
            return CallSupport.WhyNotCallable(prototype) is { } why ? throw why : prototype;
        }
        catch (PrototypeException e)
        {
            // The author's C is wrong, which is what the diagnostic says.
            mistakes.Add(Rules.Prototype, LocationOf(attribute, e), e.Problem, e.Expected);
            return null;
        }
    }

    /// <summary>In the literal that has the text, whichever argument of the attribute it is.</summary>
    private static Location? LocationOf(AttributeData attribute, PrototypeException mistake)
    {
        if (attribute.ApplicationSyntaxReference?.GetSyntax() is not AttributeSyntax { ArgumentList.Arguments: { Count: > 0 } arguments })
        {
            return CallSettings.LocationOf(attribute);
        }

        AttributeArgumentSyntax argument = arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == "Prototype") ?? arguments[0];
        return TextMap.LocationOf(argument.Expression, mistake);
    }
}
