namespace FfiIsolation.Crashes.Hints;

/// <summary>Null pointers, and fields of null pointers.</summary>
internal static class NullHints
{
    public static IEnumerable<string> Of(HintScene scene)
    {
        if (scene.Evidence.FaultAddress is not ({ } address and < CrashClassifier.NullRegion) || scene.Cause == CrashCause.BufferOverrun)
            yield break;
        if (scene.Cause == CrashCause.ExecuteNonExecutable)
            yield break; // ExecutionHints

        var nulls = scene.Arguments.Select((a, i) => (Argument: a, Number: i + 1)).Where(a => a.Argument.Address == 0).ToList();
        if (nulls.Count > 0)
        {
            var names = string.Join(" and ", nulls.Select(a => ArgumentHit.Describe(a.Argument, a.Number)));
            yield return $"{char.ToUpperInvariant(names[0])}{names[1..]} {(nulls.Count == 1 ? "was" : "were")} NULL.";
        }
        // An argument that is itself a small number, or has a header before it, is told by ArgumentHints.
        var isArgument = scene.Arguments.Any(a => (ArgumentHints.IsSuspect(a, address) && a.Address < CrashClassifier.NullRegion + ArgumentHints.Header)
            || ArgumentHints.IsNumberReadAsPointer(scene, a, address));
        if (address != 0 && !isArgument)
            yield return $"The address is NULL + {Hex.Short(address)}: a field at offset {Hex.Short(address)} of a NULL struct pointer, or an element of a NULL array.";
        if (nulls.Count == 0 && !isArgument && scene.Evidence.BlamedCall is not null)
        {
            yield return "No argument was NULL, so the library got this null pointer by itself: perhaps an allocation or a look-up that failed, "
                + "or a function that initialises it was not called in this worker.";
        }
    }
}
