namespace FfiIsolation;

/// <summary>One attribute as it was written.</summary>
internal sealed class AttributeUse
{
    public AttributeUse(string name, Token at, List<Token>? arguments, Token close)
    {
        Name = name;
        At = at;
        Arguments = arguments;
        Close = close;
    }

    /// <summary>Without the underscores of <c>__nonnull__</c>.</summary>
    public string Name { get; }

    public Token At { get; }

    /// <summary>The tokens between its parentheses, commas included; null without parentheses.</summary>
    public List<Token>? Arguments { get; }

    /// <summary>Its closing parenthesis, for what is missing before it; the name where it has none.</summary>
    public Token Close { get; }
}
