namespace FfiIsolation.Crashes.Hints;

/// <summary>A library that the loader itself does not survive. One whose own code runs while it is loaded crashes there.</summary>
internal static class LoadingHints
{
    private const string Loader = "ld-linux";

    public static IEnumerable<string> Of(HintScene scene) =>
        scene.Evidence is { IsFault: true, BlamedCall: { IsOfWorker: true, Function: "dlopen" } } && scene.Stack is [{ Module: { } module }, ..] && module.StartsWith(Loader, StringComparison.Ordinal)
            ? ["The loader crashed over the file: it is damaged, or was cut off or written over."]
            : [];
}
