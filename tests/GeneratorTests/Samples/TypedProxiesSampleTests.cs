using FfiIsolation.GeneratorTests.Support;

namespace FfiIsolation.GeneratorTests.Samples;

public sealed class TypedProxiesSampleTests
{
    [Fact(Timeout = Patience.Deadline)]
    public async Task The_sample_prints_what_the_C_library_says()
    {
        SampleProgram sample = await SampleProgram.RunAsync("TypedProxies");
        Assert.Equal(
            """
            7 bytes, 5 without its sign, Division { Quotient = -3, Remainder = -2 }
            a number: 2.5; a path: True
            sorted: 1 2 3; 8 is 0.5 times 2 to the power of 4
            the same seed, the same number: True; its process: True

            """,
            sample.Output);
        Assert.Equal((0, ""), (sample.Status, sample.Error));
    }

    [Fact]
    public void The_sample_has_ten_functions_in_fewer_than_forty_lines()
    {
        string source = Repository.Read("samples/TypedProxies/Program.cs");
        Assert.InRange(source.Split('\n').Length, 1, 39);
        Assert.Equal(10, source.Split("[NativeFunction(").Length - 1);
    }
}
