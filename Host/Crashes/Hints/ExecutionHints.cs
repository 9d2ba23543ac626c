namespace FfiIsolation.Crashes.Hints;

/// <summary>Jumps to where no code is.</summary>
internal static class ExecutionHints
{
    public static IEnumerable<string> Of(HintScene scene)
    {
        if (scene.Cause != CrashCause.ExecuteNonExecutable || scene.Evidence.FaultAddress is not { } address)
            yield break;
        if (address < CrashClassifier.NullRegion)
        {
            yield return "A NULL function pointer was called: a callback that was never set, or a table of functions that was never filled.";
            yield break;
        }
        yield return scene.Map.Find(address) is { } mapping
            ? $"The processor was sent to {mapping.Name} memory that holds data, not code: a wrong function pointer, or a return address that was overwritten."
            : "The processor was sent to an address where nothing is mapped: a function pointer that is garbage or cut, or a return address that was overwritten.";
    }
}
