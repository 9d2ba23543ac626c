namespace FfiIsolation.Crashes.Hints;

/// <summary>Overruns and underruns of the call's own buffers: the host chose where they lie, so it knows by how much.</summary>
internal static class BlockHints
{
    public static IEnumerable<string> Of(HintScene scene)
    {
        if (scene.Evidence.OverrunBefore is { } before)
        {
            var past = $"past the end of {before.Name}, from + {before.Offset} on";
            yield return scene.Evidence.IsEndOfOverrun
                ? $"The function ran {past}, and through the guard page behind its {before.Argument.Length}-byte buffer up to the next one: a length that is far too large, or that is missing."
                : scene.Evidence.FaultAddress < CrashClassifier.NullRegion
                ? $"The function had run {past}: its buffer has {before.Argument.Length} bytes, and what lies behind them may be the null pointer that it followed."
                : $"Before that, it had run {past}: its buffer has {before.Argument.Length} bytes.";
        }

        if (scene.Evidence.IsEndOfOverrun)
        {
            yield break;
        }

        if (scene.Evidence.FaultAddress is not { } address || ArgumentHit.FindBlock(scene.Evidence.BlamedCall, address) is not { } hit)
            yield break;
        var access = scene.Evidence.Access switch { FaultAccess.Write => " (write)", FaultAccess.Read => " (read)", _ => "" };
        var length = hit.Argument.Length!.Value;
        if (hit.IsBehind)
        {
            var past = hit.Offset - length + 1;
            var count = past == 1 ? "one byte" : $"{past} bytes";
            yield return $"The fault address is {hit.Name} + {hit.Offset}: {count} past the end of its {length}-byte buffer{access}.";
            if (past == 1 && hit.Argument.Direction == ArgumentDirection.In && scene.Evidence.Access == FaultAccess.Read)
                yield return $"The library read on where {hit.Name} ends: a length that is too large, or a text without the terminator it expects.";
            else if (scene.Evidence.Access == FaultAccess.Write)
                yield return $"Make the buffer larger, or pass the size it really has: {length} bytes.";
        }
        else if (hit.IsBefore)
            yield return $"The fault address is {hit.Name} - {-hit.Offset}: before the start of its {length}-byte buffer{access}.";
        else
            yield return $"The fault address lies inside {hit.Name}, at + {hit.Offset} of its {length} bytes{access}.";
    }
}
