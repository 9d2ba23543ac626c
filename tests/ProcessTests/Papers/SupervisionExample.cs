// The example of docs/supervision.md, which a test compares with it.
namespace FfiIsolation.ProcessTests.Papers;

internal static class SupervisionExample
{
    /// <param name="Console">Stands in for System.Console, so that what is printed can be compared with the comments.</param>
    public static void Run(NativeHost host, TextWriter Console)
    {
        // README: begin
        NativeFunction strlen = host.Load("c").Function("size_t strlen(const char *s)");
        host.Quarantine.SetPolicy(strlen, new QuarantinePolicy { ArgumentsDeaths = 2, Causes = QuarantineCauses.Crash | QuarantineCauses.Timeout });
        for (int attempt = 1; attempt <= 3; attempt++)
        {
            try
            {
                strlen.Invoke(NativePointer.Null);
            }
            catch (NativeCrashException crash)
            {
                Console.WriteLine(crash.Report.Cause);                                                          // NullPointer, twice
            }
            catch (FunctionQuarantinedException refused)
            {
                Console.WriteLine($"{refused.Evidence.Scope}: {refused.Evidence.Deaths} deaths");                // Arguments: 2 deaths
            }
        }

        Console.WriteLine(strlen.Invoke("well"));                                                               // 4: other arguments are taken as ever
        // README: end
    }
}
