namespace FfiIsolation.Crashes.Hints;

/// <summary>A prototype that is not the library's: whatever else there is to say, it is the likely cause.</summary>
internal static class DeclarationHints
{
    public static IEnumerable<string> Of(HintScene scene) => scene.WrongDeclaration is { } wrong ? [wrong] : [];
}
