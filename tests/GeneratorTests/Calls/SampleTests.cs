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
            7 bytes, -17 / 5 is Division { Quotient = -3, Remainder = -2 }, HOME is set
            sorted: 1 2 3; absolute: 5; to number: 2.5
            six times seven is 42
            the same seed, the same number: True, in process True

            """,
            (await output).Replace("HOME is not set", "HOME is set"));
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
