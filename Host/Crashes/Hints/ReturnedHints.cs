namespace FfiIsolation.Crashes.Hints;

/// <summary>Functions that had returned, and whose result was no text: the fault is none of the arguments', but of one that came back as it was.</summary>
internal static class ReturnedHints
{
    /// <summary>A result that is a number.</summary>
    public static IEnumerable<string> Of(HintScene scene)
    {
        if (scene is { HadReturned: true, Evidence: { FaultAddress: { } address and <= uint.MaxValue, BlamedCall.Declared: { } prototype } } && !scene.Arguments.Any(argument => ArgumentHints.IsSuspect(argument, address)))
            yield return $"The result, {Hex.Short(address)}, is no address of text: the function seems to return a number, not {prototype.ReturnType}.";
    }

    /// <summary>When it was, beside whatever explains the address.</summary>
    public static IEnumerable<string> OfReading(HintScene scene) => scene is { HadReturned: true, Evidence.BlamedCall.IsOfWorker: false } && !Of(scene).Any()
        ? ["The result was read as text when the fault came, after the function had returned: it points nowhere, or has no terminator."]
        : [];
}
