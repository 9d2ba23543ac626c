using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.WrongUses;

/// <summary>Registers that no argument fills tell on both lanes, in batches, in call lists, behind dots and by either convention.</summary>
public sealed class UnsetRegisterTests
{
    private const string CosOfInt = "double cos(int x)";
    private const string Told = "The function computed its result with xmm0, where the first floating-point argument goes, and the prototype declares none: `x`, declared int, seems to be a double.";

    [Theory(Timeout = Patience.Deadline)]
    [InlineData(LaneChoice.SharedMemory)]
    [InlineData(LaneChoice.Rpc)]
    public async Task They_tell_in_a_call_a_batch_and_a_list(LaneChoice lane)
    {
        await using NativeHost host = await NativeHost.StartAsync(RecordedHost.Options with { Lane = lane, MaxWorkers = 1, Spares = 0 });
        NativeFunction cos = await host.FunctionAsync("m", CosOfInt);
        NativeFunction right = await host.FunctionAsync("m", "double pow(double x, double y)");

        // A right call in between leaves other registers behind.
        Assert.Equal(8.0, right.Invoke(2.0, 3.0).Value);
        Assert.Equal(Told, cos.Invoke(0).Warning);
        double[] results = new double[3];
        Assert.Equal(Told, cos.Map(results, new[] { 1, 2, 3 }).Warning);
        Assert.All(results, result => Assert.Equal(0x7FFCB4B8_7FA5A5C3UL, BitConverter.DoubleToUInt64Bits(result)));

        var list = new CallList();
        ListedCall power = list.Add(right, 2.0, 3.0);
        ListedCall wrong = list.Add(cos, 0);
        ListedCall last = list.Add(right, 2.0, 4.0);
        list.Run();
        Assert.Equal((8.0, Told, 16.0), (power.Result.Value, wrong.Result.Warning, last.Result.Value));
        Assert.Null(power.Result.Warning);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_call_of_a_list_that_reads_one_is_named_with_its_hint()
    {
        await using NativeHost host = await NativeHost.StartAsync(RecordedHost.Options with { Spares = 0 });
        var list = new CallList();
        list.Add(await host.FunctionAsync("c", "size_t strlen(const char *s)"), "hello");
        list.Add(await host.FunctionAsync("c", "size_t strlen(void)"));
        CrashReport report = Assert.Throws<NativeCrashException>(() => list.Run()).Report;
        Assert.Equal((1, CrashCause.WildPointer), (report.Call?.ListIndex, report.Cause));
        Assert.Contains("The function read through rdi, where the first integer or pointer argument goes, and the prototype declares none: a parameter is missing.", report.Hints);
    }
}
