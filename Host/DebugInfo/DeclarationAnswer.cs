namespace FfiIsolation.DebugInfo;

/// <summary>What came of holding a declaration against what is known.</summary>
/// <param name="Finding">What is wrong with it, or may be; null where nothing differs that matters.</param>
/// <param name="WhyUnchecked">Why nobody knows; null where somebody does.</param>
internal sealed record DeclarationAnswer(DeclarationFinding? Finding, string? WhyUnchecked = null)
{
    /// <summary>It is right, as far as the truth goes.</summary>
    public static DeclarationAnswer Right { get; } = new(null, null);
}
