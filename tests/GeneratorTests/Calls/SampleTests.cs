using System.Diagnostics;
using FfiIsolation.GeneratorTests.Support;

namespace FfiIsolation.GeneratorTests.Calls;

public sealed class SampleTests
{
    private const string Program = "samples/TypedProxies/Program.cs";

    [Fact(Timeout = Patience.Deadline)]
    public async Task The_sample_prints_what_the_C_library_says()
    {
        var start = new ProcessStartInfo(Repository.PathOf("artifacts/bin/TypedProxies/release/TypedProxies")) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(
            """
            7 bytes, 5 without its sign, Division { Quotient = -3, Remainder = -2 }
            a number: 2.5; a path: True
            sorted: 1 2 3; 8 is 0.5 times 2 to the power of 4
            the same seed, the same number: True; its process: True

            """,
            await output);
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public void The_sample_has_ten_functions_in_fewer_than_forty_lines()
    {
        string source = File.ReadAllText(Repository.PathOf(Program));
        Assert.InRange(source.Split('\n').Length, 1, 39);
        Assert.Equal(10, source.Split("[NativeFunction(").Length - 1);
    }
}
