using System.Globalization;

namespace FfiIsolation.TestHost;

/// <summary>
/// An application that is stopped for longer than its calls may take, as in a debugger. Says "ready" when its calls are under way, and at the end, when told
/// to, what became of them.
/// </summary>
internal static class Pause
{
    private const int Slow = 3;
    private const int Milliseconds = 700;
    private static readonly CallOptions s_options = new() { Timeout = TimeSpan.FromSeconds(2) };

    public static int Run(string library)
    {
        using NativeHost host = NativeHost.Start(new NativeHostOptions { MaxWorkers = Slow + 2, Spares = 2, CallRetries = 0 });
        int deaths = 0;
        using var told = new ManualResetEventSlim();
        host.CrashReported += (_, _) =>
        {
            Interlocked.Increment(ref deaths);
            told.Set();
        };
        IsolatedLibrary faults = host.Load(library);
        NativeFunction sleep = faults.Function("void sleep_for(int milliseconds)"), hang = faults.Function("void sleep_forever(void)"), add = faults.Function("int add(int a, int b)");
        add.Invoke(1, 2);

        // Calls that end while this process is stopped, one that never does, and one caller that goes on and on.
        Task<NativeResult>[] slow = [.. Enumerable.Range(0, Slow).Select(_ => sleep.InvokeAsync(s_options, Milliseconds).AsTask())];
        Task<NativeResult> hanging = hang.InvokeAsync(s_options).AsTask();
        bool over = false;
        Task<int> wrong = Task.Run(() =>
        {
            int count = 0;
            for (int i = 0; !Volatile.Read(ref over); i++)
            {
                count += (int)add.Invoke(s_options, i % 1000, 7) == i % 1000 + 7 ? 0 : 1;
            }

            return count;
        });
        Console.WriteLine("ready");
        Console.ReadLine();
        Task.WhenAll([.. slow, hanging]).ContinueWith(_ => { }, TaskScheduler.Default).Wait();
        Volatile.Write(ref over, true);

        // Deaths are told on a thread of their own, after the exception.
        told.Wait(TimeSpan.FromSeconds(20));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"slow {slow.Count(call => call.IsCompletedSuccessfully)}, hanging {hanging.Exception?.InnerException?.GetType().Name}, wrong {wrong.Result}, deaths {Volatile.Read(ref deaths)}"));
        return 0;
    }
}
