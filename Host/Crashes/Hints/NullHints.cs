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

        string? nulls = Arguments(scene);
        if (nulls is not null)
            yield return $"{char.ToUpperInvariant(nulls[0])}{nulls[1..]} NULL.";
        // An argument that is itself a small number, or has a header before it, is told by ArgumentHints.
        if (scene.IsExplained || IsArgument(scene, address))
            yield break;
        if (nulls is null && NumberHints.PerhapsPointer(scene, address) is { } number)
        {
            yield return number;
            yield break;
        }
        if (address != 0)
            yield return $"The address is NULL + {Hex.Short(address)}: a field at offset {Hex.Short(address)} of a NULL struct pointer, or an element of a NULL array.";
        if (nulls is null && scene.Evidence is { BlamedCall: not null, OverrunBefore: null })
        {
            yield return Zeros(scene) is { } zeros ? $"No argument was NULL, but {zeros}: where the function takes a pointer, that is one. Else the library got this null pointer by itself."
                : "No argument was NULL, so the library got this null pointer by itself: perhaps an allocation or a look-up that failed, as of a handle that was closed, "
                + "or a function that initialises it was not called in this worker.";
        }
    }

    /// <summary>Integers that are as NULL is: <c>argument 2 `to`, declared int, is 0</c>; null for none.</summary>
    private static string? Zeros(HintScene scene)
    {
        string[] zeros =
        [
            .. scene.Arguments.Select((argument, index) => (Argument: argument, Index: index))
                .Where(one => one.Argument.Word == 0 && !scene.IsBehindDots(one.Index) && scene.Evidence.BlamedCall?.Declared?.Parameters[one.Index].Type is IntegerType { Size: >= sizeof(int) })
                .Select(one => NumberHints.Describe(one.Argument, one.Index)).Select(one => $"{char.ToLowerInvariant(one[0])}{one[1..]}"),
        ];
        return zeros.Length == 0 ? null : $"{string.Join(", and ", zeros)}, {(zeros.Length == 1 ? "is" : "are")} 0";
    }

    /// <summary>Which arguments were NULL: <c>parameter `a` and parameter `b` were</c>; null for none.</summary>
    public static string? Arguments(HintScene scene)
    {
        var nulls = scene.Arguments.Select((a, i) => (Argument: a, Number: i + 1)).Where(a => a.Argument.Address == 0).ToList();
        return nulls.Count == 0 ? null : $"{string.Join(" and ", nulls.Select(a => ArgumentHit.Describe(a.Argument, a.Number)))} {(nulls.Count == 1 ? "was" : "were")}";
    }

    /// <summary>Whether an argument is the reason for a small address, as others than these hints tell.</summary>
    public static bool IsArgument(HintScene scene, ulong address) => scene.Arguments.Select((argument, index) => (argument, index)).Any(one =>
        (ArgumentHints.IsSuspect(one.argument, address) && one.argument.Address < CrashClassifier.NullRegion + ArgumentHints.Header)
        || ArgumentHints.IsNumberReadAsPointer(scene, one.index, address));
}
