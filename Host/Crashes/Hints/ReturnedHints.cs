namespace FfiIsolation.Crashes.Hints;

/// <summary>Functions that had returned, and whose result was no text: the fault is none of the arguments', but of one that came back as it was.</summary>
internal static class ReturnedHints
{
    private const string Reading = "The result was read as text when the fault came, after the function had returned: it points nowhere, or has no terminator.";

    public static IEnumerable<string> Of(HintScene scene)
    {
        if (scene.HadReturned && !IsArgument(scene))
        {
            yield return scene.Evidence.FaultAddress is { } address and <= uint.MaxValue && scene.Evidence.BlamedCall!.Declared is { } prototype
                ? $"The result, {Hex.Short(address)}, is no address of text: the function seems to return a number, not {prototype.ReturnType}."
                : Reading;
        }
    }

    /// <summary>When it was, where an argument explains the address.</summary>
    public static IEnumerable<string> OfArgument(HintScene scene) => scene.HadReturned && IsArgument(scene) ? [Reading] : [];

    private static bool IsArgument(HintScene scene) => scene.Evidence.FaultAddress is { } address && scene.Arguments.Any(argument => ArgumentHints.IsSuspect(argument, address));
}
