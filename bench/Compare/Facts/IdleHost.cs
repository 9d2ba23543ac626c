using System.Globalization;

namespace FfiIsolation.Compare.Facts;

/// <summary>A process with a host and two sessions that have each made a call, and nothing to do. Says the processes' numbers and waits for the end of its input.</summary>
internal static class IdleHost
{
    /// <summary>The hidden verb that makes this program be that process.</summary>
    public const string Verb = "idle-host";

    public static int Run()
    {
        using NativeHost host = NativeHost.Start(new NativeHostOptions { MaxWorkers = 1, Spares = 0 });
        using NativeSession one = host.OpenSession();
        using NativeSession other = host.OpenSession();
        foreach (NativeSession session in (NativeSession[])[one, other])
        {
            session.Load("m").Function("double cos(double x)").Invoke(0.5);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId} {one.ProcessId} {other.ProcessId}"));
        Console.In.ReadToEnd();
        return 0;
    }
}
