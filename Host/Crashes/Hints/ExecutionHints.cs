namespace FfiIsolation.Crashes.Hints;

/// <summary>Jumps to where no code is.</summary>
internal static class ExecutionHints
{
    public static IEnumerable<string> Of(HintScene scene)
    {
        if (scene.Cause != CrashCause.ExecuteNonExecutable || scene.Evidence.FaultAddress is not { } address)
            yield break;
        if (address == 0)
        {
            yield return $"A NULL function pointer was called: {(NullHints.Arguments(scene) is { } nulls ? $"{nulls} NULL, or it is " : "")}a callback that was never set, or a table of functions that was never filled.";
            yield break;
        }

        if (address < CrashClassifier.NullRegion)
        {
            if (!scene.IsExplained && !NullHints.IsArgument(scene, address))
                yield return $"{Hex.Short(address)} was called as a function: that is a small number and no address of code. A number lies where a function pointer belongs, or a structure has another layout.";
            yield break;
        }

        yield return scene.Map.Find(address) is { } mapping
            ? $"The processor was sent to {mapping.Name} memory that holds data, not code: a wrong function pointer, or a return address that was overwritten."
            : "The processor was sent to an address where nothing is mapped: a function pointer that is garbage or cut, or a return address that was overwritten.";
    }
}
