using System.Runtime.CompilerServices;

namespace FfiIsolation.Compare.Rows.Isolated;

/// <summary>One call after another, each awaited.</summary>
internal static class AwaitedCalls
{
    /// <summary>Its state comes from a pool: what the loop allocates would be counted as the calls'.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public static async ValueTask RunAsync(NativeFunction function, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await function.InvokeAsync(0.5).ConfigureAwait(false);
        }
    }
}
