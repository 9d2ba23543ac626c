namespace FfiIsolation;

/// <summary>Where a prototype asks for a <see cref="CallFeature"/>, and the words to refuse it with.</summary>
internal sealed class FeatureUse
{
    public FeatureUse(CallFeature feature, Token at, string what, string? instead)
    {
        Feature = feature;
        At = at;
        What = what;
        Instead = instead;
    }

    public CallFeature Feature { get; }

    public Token At { get; }

    /// <summary>As in "structs by value are not supported yet".</summary>
    public string What { get; }

    /// <summary>What to write instead; null for the usual.</summary>
    public string? Instead { get; }
}
