using System.Globalization;

namespace FfiIsolation.Compare.Rows.Starts;

/// <summary>A process that uses the library for the first time: a host, a library, a function, one call. Says the result and ends.</summary>
internal static class ColdStart
{
    /// <summary>The hidden verb that makes this program be that process.</summary>
    public const string Verb = "cold-start";

    public static int Run()
    {
        using NativeHost host = NativeHost.Start();
        Console.WriteLine(FirstResult(host).ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    public static double FirstResult(NativeHost host) => (double)host.Load("m").Function("double cos(double x)").Invoke(0);
}
