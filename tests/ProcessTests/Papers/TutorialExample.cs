// The example of docs/tutorial.md, which a test compares with it.
namespace FfiIsolation.ProcessTests.Papers;

internal static class TutorialExample
{
    /// <param name="library">The library that the page has the reader make.</param>
    /// <param name="Console">Stands in for System.Console, so that what is printed can be compared with the comments.</param>
    public static void Run(string library, TextWriter Console)
    {
        // docs/tutorial.md: begin
        using NativeHost host = NativeHost.Start();
        NativeFunction mean = host.Load(library).Function("double mean(const double *values, size_t count)");
        double[] values = [1, 2, 6];
        Console.WriteLine(mean.Invoke(NativeBuffer.In(values), values.Length));                   // 3
        try
        {
            mean.Invoke(NativeBuffer.In(values), values.Length + 1);                              // in the five others: a wrong number, or the end of the program
        }
        catch (BufferOverrunException overrun)
        {
            Console.WriteLine(overrun.Message.Split(',')[0]);                                     // mean read parameter `values` + 24: past the end of its 24-byte buffer
        }
        // docs/tutorial.md: end
    }
}
