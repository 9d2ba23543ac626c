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

    /// <summary>-2 of an int that was computed from memory, and a right number that is by chance that of a register.</summary>
    [Theory(Timeout = Patience.Deadline)]
    [InlineData("libmistakes.so", false)]
    [InlineData("libmistakes_debug.so", true)]
    public async Task Debug_information_is_asked_before_a_likelihood_is_told(string library, bool isKnown)
    {
        await using NativeHost host = await NativeHost.StartAsync(RecordedHost.Options with { MaxWorkers = 1, Spares = 0 });
        string path = Path.Combine(AppContext.BaseDirectory, "faults", library);
        NativeResult wrong = (await host.FunctionAsync(path, "long sum_of(const int *p, int count)")).Invoke(NativeBuffer.In(new[] { -3, 1 }), 2);
        Assert.Equal((4294967294L, isKnown ? "The upper half of the result register was 0 and the lower half -2: the function seems to return int, not long." : null), (wrong.Value, wrong.Warning));
        NativeResult right = (await host.FunctionAsync(path, "int add_two(int a, int b)")).Invoke(0x3D140000, 0x3D140000);
        Assert.Equal((0x7A280000, isKnown), (right.Value, right.Warning is null));
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData(LaneChoice.SharedMemory)]
    [InlineData(LaneChoice.Rpc)]
    public async Task They_tell_in_the_columns_of_a_batch(LaneChoice lane)
    {
        await using NativeHost host = await NativeHost.StartAsync(RecordedHost.Options with { Lane = lane, MaxWorkers = 1, Spares = 0 });
        string mistakes = Path.Combine(AppContext.BaseDirectory, "faults", "libmistakes.so");
        double[] halves = new double[1000];
        int[] numbers = new int[1000];
        Assert.Null((await host.FunctionAsync(mistakes, "void halve_into(double *half, double x)")).Map(new BatchOptions(), NativeColumn.InOut<double>(halves), new double[1000]).Warning);
        Assert.Equal(
            "The function stored in `half` what it computed with xmm0, where the first floating-point argument goes, and the prototype declares none: `x`, declared int, seems to be a double.",
            (await host.FunctionAsync(mistakes, "void halve_into(double *half, int x)")).Map(new BatchOptions(), NativeColumn.InOut<double>(halves), numbers).Warning);
        Assert.Equal(
            "The function stored in `sum` a value made of rdx, where the third integer or pointer argument goes, and the prototype declares two: a parameter is missing.",
            (await host.FunctionAsync(mistakes, "void add_into(int *sum, int a)")).Map(new BatchOptions(), NativeColumn.InOut<int>(new int[1000]), numbers).Warning);
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData(LaneChoice.SharedMemory)]
    [InlineData(LaneChoice.Rpc)]
    public async Task They_tell_when_they_are_stored_or_written_as_text(LaneChoice lane)
    {
        await using NativeHost host = await NativeHost.StartAsync(RecordedHost.Options with { Lane = lane, MaxWorkers = 1, Spares = 0 });
        NativeFunction right = await host.FunctionAsync("m", "double modf(double x, double *whole)");
        NativeFunction print = await host.FunctionAsync("c", "int snprintf(char *to, size_t size, const char *format, ...)");
        NativeBuffer<double> whole = NativeBuffer.Out<double>(1);
        Assert.Equal((0.5, null), ((double)right.Invoke(2.5, whole), right.Invoke(2.5, whole).Warning));
        Assert.Equal(2.0, whole.Value);
        NativeFunction stores = await host.FunctionAsync(Path.Combine(AppContext.BaseDirectory, "faults", "libmistakes.so"), "void halve_into(double *half, int x)");
        const string Computed = "The function stored in `half` what it computed with xmm0, where the first floating-point argument goes, and the prototype declares none: `x`, declared int, seems to be a double.";
        Assert.Equal(Computed, stores.Invoke(whole, 3).Warning);
        Assert.Equal(Computed, (await stores.InvokeAsync(whole, 3)).Warning);
        NativeBuffer<byte> text = NativeBuffer.Out<byte>(64);
        const string Missing = "where the fourth integer or pointer argument goes, and the call passes none there: an argument behind the dots is missing or of another kind.";
        Assert.Equal($"The function wrote into `to`, as text, what lay in rcx, {Missing}", print.Invoke(text, 64, "%ld").Warning);
        Assert.Equal($"The function wrote into `to`, as text, what lay in rcx, {Missing}", (await print.InvokeAsync(text, 64, "%d")).Warning);
        Assert.Null(print.Invoke(text, 64, "%d", 2_048_393_217).Warning);
        Assert.Null(print.Invoke(text, 64, "%f", double.NaN).Warning);
        Assert.Null(print.Invoke(text, 64, "nan").Warning);
        Assert.Contains("what lay in xmm1,", print.Invoke(text, 64, "%f %f", 1.5).Warning, StringComparison.Ordinal);

        // Memory that the host reads for its own steps is anybody's.
        await using NativeSession session = await host.OpenSessionAsync();
        NativePointer memory = session.Allocate(16);
        session.Write<byte>(memory, "2049441792"u8.ToArray());
        Assert.Equal("2049441792", session.ReadText(memory));

        var list = new CallList();
        ListedCall one = list.Add(right, 2.5, whole), other = list.Add(print, text, 64, "%x");
        list.Run();
        Assert.Equal((null, $"The function wrote into `to`, as text, what lay in rcx, {Missing}"), (one.Result.Warning, other.Result.Warning));

        // What their caller does with the memory later does not matter.
        Assert.Null(print.Invoke(text, 64, "%d", 5).Warning);
        Assert.Equal($"{other}: The function wrote into `to`, as text, what lay in rcx, {Missing}", list.Warning);
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
