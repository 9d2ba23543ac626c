namespace FfiIsolation.Resilience.Calls;

internal static class BrokenPromise
{
    /// <exception cref="BrokenPromiseException">It does not hold.</exception>
    public static void Unless(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new BrokenPromiseException(otherwise);
        }
    }
}
