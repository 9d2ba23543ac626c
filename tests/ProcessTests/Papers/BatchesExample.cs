// The example of docs/batches.md, which a test compares with it.
namespace FfiIsolation.ProcessTests.Papers;

internal static class BatchesExample
{
    /// <param name="Console">Stands in for System.Console, so that what is printed can be compared with the comments.</param>
    public static void Run(NativeHost host, TextWriter Console)
    {
        // README: begin
        NativeFunction power = host.Load("m").Function("double pow(double x, double y)");
        double[] roots = new double[3];
        power.Map(roots, new[] { 4.0, 9.0, 16.0 }, 0.5);     // a column, and a constant for all rows
        Console.WriteLine(string.Join(' ', roots));          // 2 3 4
        // README: end
    }
}
