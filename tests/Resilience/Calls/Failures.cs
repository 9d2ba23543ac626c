namespace FfiIsolation.Resilience.Calls;

internal static class Failures
{
    /// <summary>Makes a call that must fail so, and no otherwise.</summary>
    /// <exception cref="BrokenPromiseException">It did not.</exception>
    public static async Task<TException> ExpectAsync<TException>(Func<Task> call)
        where TException : Exception
    {
        try
        {
            await call();
        }
        catch (TException e)
        {
            return e;
        }
        catch (Exception e) when (e is not BrokenPromiseException)
        {
            throw new BrokenPromiseException($"A call failed otherwise than as {typeof(TException).Name}: {e}", e);
        }

        throw new BrokenPromiseException($"A call went well that should have failed as {typeof(TException).Name}.");
    }
}
