using FfiIsolation.Resilience.Calls;

namespace FfiIsolation.Resilience.Commands;

/// <summary>Runs a command, and tells what it found as an exit status: 0 when everything held, 1 with the reason when something did not.</summary>
internal static class Verdict
{
    public static async Task<int> OfAsync(Func<Task> run)
    {
        try
        {
            await run();
            Console.WriteLine("Everything held.");
            return 0;
        }
        catch (Exception e)
        {
            Console.WriteLine($"BROKEN: {(e is BrokenPromiseException or TimeoutException ? e.Message : e)}");
            return 1;
        }
    }
}
