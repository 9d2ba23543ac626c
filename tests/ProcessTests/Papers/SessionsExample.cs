// The example of docs/sessions.md, which a test compares with it.
namespace FfiIsolation.ProcessTests.Papers;

internal static class SessionsExample
{
    /// <param name="Console">Stands in for System.Console, so that what is printed can be compared with the comments.</param>
    public static void Run(NativeHost host, TextWriter Console)
    {
        // README: begin
        using RestartableSession<NativeFunction> kept = host.OpenRestartableSession(session =>
        {
            NativeFunction setlocale = session.Load("c").Function("char *setlocale(int category, const char *locale)");
            setlocale.Invoke(6, "C");
            return session.Load("c").Function("size_t strlen(const char *s)");
        });

        Console.WriteLine(kept.Use(strlen => strlen.Invoke("four")));           // 4
        try
        {
            kept.Use(strlen => strlen.Invoke(NativePointer.Null));
        }
        catch (NativeCrashException crash)
        {
            Console.WriteLine(crash.Report.Cause);                              // NullPointer
        }

        Console.WriteLine(kept.Use(strlen => strlen.Invoke("again")));          // 5
        Console.WriteLine(kept.Restarts);                                       // 1
        // README: end
    }
}
