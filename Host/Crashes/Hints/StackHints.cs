namespace FfiIsolation.Crashes.Hints;

/// <summary>Stack overflows: who recursed.</summary>
internal static class StackHints
{
    public static IEnumerable<string> Of(HintScene scene)
    {
        if (scene.Cause != CrashCause.StackOverflow)
            yield break;
        StackFold? longest = null;
        foreach (var fold in StackFold.Of(scene.Stack))
        {
            if (fold.Times > 1 && (longest is null || fold.Length * fold.Times > longest.Value.Length * longest.Value.Times))
                longest = fold;
        }
        if (longest is { } recursion)
        {
            var names = scene.Stack.Skip(recursion.Start).Take(recursion.Length).Select(f => f.Symbol ?? f.ToString());
            yield return $"Endless recursion: {string.Join(" < ", names)} calls itself, {recursion.Times} times in the frames that were kept.";
        }
        else if (scene.Record is { StackLow: > 0 } record && record.StackPointer < record.StackLow)
        {
            yield return $"One frame asked for more than the stack has left: the stack pointer is {Hex.Short(record.StackLow - record.StackPointer)} bytes "
                + "below the stack's end. Look for a large local array or alloca().";
        }
        else
            yield return "The stack is used up: deep recursion, or large local variables.";
        if (scene.Record is { StackLow: > 0 } bounds && bounds.StackHigh > bounds.StackLow)
            yield return $"The stack of this thread has {(bounds.StackHigh - bounds.StackLow) >> 10} KB.";
    }
}
