namespace FfiIsolation.Compare.Rows.Starts;

/// <summary>A crash, and a call that goes well.</summary>
internal sealed class Recovery(NativeFunction crash, NativeFunction good)
{
    public ValueTask RunAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            try
            {
                crash.Invoke();
                throw new InvalidOperationException("bench_crash came back.");
            }
            catch (NativeCrashException)
            {
                // That is what it is for.
            }

            good.Invoke(0.5);
        }

        return default;
    }
}
