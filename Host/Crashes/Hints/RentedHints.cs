namespace FfiIsolation.Crashes.Hints;

/// <summary>Rented buffers that native code used although they were disposed.</summary>
internal static class RentedHints
{
    public static IEnumerable<string> Of(HintScene scene)
    {
        if (scene.Evidence.Returned is not { } rented || scene.Evidence.FaultAddress is not { } address)
            yield break;
        var access = scene.Evidence.Access switch { FaultAccess.Write => " (write)", FaultAccess.Read => " (read)", _ => "" };
        var offset = unchecked((long)(address - rented.Address));
        var place = offset < 0 ? $"{-offset} bytes before the start of" : offset >= rented.Length ? $"{offset - rented.Length + 1} bytes past the end of" : offset == 0 ? "the start of" : $"{offset} bytes into";
        yield return $"The fault address is {place} {rented.Name}, which had {rented.Length} bytes and was disposed{access}: a pointer to it was kept. Dispose a rented buffer once native code has no pointer to it any more.";
    }
}
