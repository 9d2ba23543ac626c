using System.Globalization;
using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Hostile;

/// <summary>The calls that the evil worker knows to be meant for it. It answers 5 where its attack is not in the answer.</summary>
internal static class EvilCall
{
    private const long Magic = 0x5EED;
    private const int Big = 2 << 20;

    /// <param name="sync">Whether the caller's thread waits for it.</param>
    /// <param name="timeout">Of the call that is attacked.</param>
    /// <returns>What was thrown, or what was returned.</returns>
    public static async Task<(Exception? Thrown, string? Value)> MakeAsync(Func<Task<NativeHost>> start, string call, bool sync, TimeSpan timeout)
    {
        try
        {
            NativeHost host = await start();
            return (null, sync
                ? await Task.Factory.StartNew(() => MakeAsync(host, call, sync, timeout), TaskCreationOptions.LongRunning).Unwrap()
                : await MakeAsync(host, call, sync, timeout));
        }
        catch (Exception e) when (e is FfiIsolationException)
        {
            return (e, null);
        }
    }

    private static async Task<string> MakeAsync(NativeHost host, string call, bool sync, TimeSpan timeout)
    {
        switch (call)
        {
            case "plain" or "start":
                // There is such a function, for a good worker that the call may come to.
                return await ValueAsync(host, "long labs(long number)", sync, timeout, Magic);
            case "text":
                return await ValueAsync(host, "const char *evil_text(long magic)", sync, timeout, Magic);
            case "out":
                return await ValueAsync(host, "long evil_out(long magic, unsigned char *bytes)", sync, timeout, Magic, NativeBuffer.Out<byte>(4096));
            case "big":
                return await ValueAsync(host, "long evil_big(long magic, unsigned char *bytes)", sync, timeout, Magic, NativeBuffer.InOut(new byte[Big]));
            case "callback":
                return await ValueAsync(host, "long labs(long magic, long (*callback)(long number))", sync, timeout, Magic, NativeCallback.Of((long number) => number + 1));
            case "slowCallback":
                // It looks at every process there is: the worker most likely dies while this runs, and not in the moment between two of them.
                return await ValueAsync(host, "long labs(long magic, long (*callback)(long number))", sync, timeout, Magic, NativeCallback.Of((long number) => number + ProcessTable.Children().Length));
            case "callbackWithData":
                return await ValueAsync(
                    host,
                    "long evil_data(long magic, long (*callback)(double a, const char *text, const unsigned char *bytes, unsigned long n, long double last))",
                    sync, timeout, Magic, NativeCallback.Of(ReadAll));
            case "rows":
                long[] results = new long[3];
                BatchResult done = (await host.FunctionAsync("c", "long labs(long number)")).Map(results, new[] { Magic, Magic, Magic });
                return string.Create(CultureInfo.InvariantCulture, $"{done.Rows} rows");
            default:
                throw new ArgumentException($"No call is named {call}.");
        }
    }

    private static NativeArgument ReadAll(CallbackArguments arguments)
    {
        // Not what lies behind the pointers: the evil worker makes no calls within a callback.
        string all = $"{arguments.As<double>(0)} {arguments.Pointer(1)} {arguments.Pointer(2)} {arguments.As<ulong>(3)} {arguments.As<LongDouble>(4)} {arguments.NativeThreadId}";
        return (long)all.Length;
    }

    private static async Task<string> ValueAsync(NativeHost host, string prototype, bool sync, TimeSpan timeout, params NativeArgument[] arguments)
    {
        NativeFunction function = await host.FunctionAsync("c", prototype);
        var options = new CallOptions { Timeout = timeout };
        return (sync ? function.Invoke(options, arguments) : await function.InvokeAsync(options, arguments)).ToString();
    }
}
