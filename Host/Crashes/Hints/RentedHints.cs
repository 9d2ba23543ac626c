namespace FfiIsolation.Crashes.Hints;

/// <summary>Rented buffers that native code left, or used although they were disposed. A closed page lies between one and the next: a fault there may come from either.</summary>
internal static class RentedHints
{
    public static IEnumerable<string> Of(HintScene scene)
    {
        if (scene.Evidence.FaultAddress is not { } address)
            yield break;
        var access = scene.Evidence.Access switch { FaultAccess.Write => " (write)", FaultAccess.Read => " (read)", _ => "" };
        var next = scene.Evidence.RentedBehind;
        if (scene.Evidence.Returned is { } rented)
        {
            yield return $"The fault address is {Place(rented, address)}, which had {rented.Length} bytes and was disposed{access}: a pointer to it was kept. Dispose a rented buffer once native code has no pointer to it any more.";
            if (next is { } live)
                yield return $"Or {live.Name}, which begins behind it, was left before its start: the fault address is {live.Address - address} bytes before that.";
            yield break;
        }

        var before = scene.Evidence.Facts.Rented.Where(block => block.IsRightBehind(address)).Select(block => (RentedBlock?)block).FirstOrDefault();
        if (scene.Cause is not (CrashCause.WildPointer or CrashCause.WriteToReadOnly) || (before is null && next is null))
            yield break;
        if (before is { IsReturned: false } left && (next is null || address - left.End < next.Value.Address - address))
        {
            yield return $"The fault address is {left.Name} + {address - left.Address}: {Past(left, address)} past the end of its {left.Length} bytes{access}.";
            if (next is { } behind)
                yield return $"Or {behind.Name}, which begins behind it, was left before its start: the fault address is {behind.Address - address} bytes before that.";
        }
        else if (next is { } begun)
        {
            yield return $"The fault address is {begun.Name} - {begun.Address - address}: before the start of its {begun.Length} bytes{access}. An index below zero, or a pointer that was moved back too far.";
            if (before is { } ended)
                yield return $"Or {ended.Name}, which ends before it{(ended.IsReturned ? " and was disposed" : "")}, was left: the fault address is {Past(ended, address)} past the end of its {ended.Length} bytes.";
        }
    }

    /// <summary>Whether a rented buffer explains where a fault is.</summary>
    public static bool Explain(HintScene scene) => Of(scene).Any();

    private static string Place(RentedBlock rented, ulong address)
    {
        var offset = unchecked((long)(address - rented.Address));
        return (offset < 0 ? $"{-offset} bytes before the start of" : offset >= rented.Length ? $"{Past(rented, address)} past the end of" : offset == 0 ? "the start of" : $"{offset} bytes into") + $" {rented.Name}";
    }

    private static string Past(RentedBlock rented, ulong address) => address == rented.End ? "one byte" : $"{address - rented.End + 1} bytes";
}
