// Many calls in one crossing, over both lanes: every row once, whatever becomes of the worker.
using System.Numerics;
using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Batches;

public sealed class BatchTests
{
    public static TheoryData<LaneChoice> Lanes => [LaneChoice.Rpc, LaneChoice.SharedMemory];

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task Each_row_gets_its_arguments_and_its_result(LaneChoice lane)
    {
        await using RecordedHost recorded = await StartAsync(lane);
        NativeFunction add = await recorded.Host.FaultAsync("int add(int a, int b)");
        int[] numbers = [.. Enumerable.Range(-50_000, 100_000)];
        int[] sums = new int[numbers.Length];
        BatchResult result = add.Map(sums, numbers, 7);
        Assert.Equal(numbers.Select(number => number + 7), sums);
        Assert.Equal((100_000, 0, null), (result.Rows, result.Failures.Count, result.Warning));
        add.Map(sums, numbers, numbers);
        Assert.Equal(numbers.Select(number => 2 * number), sums);

        NativeFunction power = await recorded.Host.FunctionAsync("m", "double pow(double x, double y)");
        double[] powers = new double[20_000];
        await power.MapAsync<double>(new BatchOptions(), powers, 2.0, Enumerable.Range(0, 20_000).Select(row => (double)(row % 60)).ToArray());
        Assert.Equal(Enumerable.Range(0, 20_000).Select(row => (double)(1L << (row % 60))), powers);
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task Structs_complex_numbers_pointers_and_constants_of_all_kinds_are_columns(LaneChoice lane)
    {
        await using RecordedHost recorded = await StartAsync(lane);
        NativeFunction conjugate = await recorded.Host.FunctionAsync("m", "double _Complex conj(double _Complex z)");
        Complex[] numbers = [new(1, 2), new(-3, 4.5)];
        Complex[] conjugates = new Complex[2];
        conjugate.Map(conjugates, NativeColumn.Of(numbers));
        Assert.Equal(numbers.Select(Complex.Conjugate), conjugates);

        NativeFunction read = await recorded.Host.FaultAsync("int read_at(const void *address)");
        int[] behind = new int[3];
        read.Map(behind, new[] { 3, 1, 4 });
        Assert.Equal([3, 1, 4], behind);

        NativeFunction fraction = await recorded.Host.FunctionAsync("m", "double modf(double x, double *whole)");
        double[] fractions = new double[2], wholes = new double[2];
        fraction.Map(fractions, new[] { 1.25, -2.5 }, NativeColumn.InOut<double>(wholes));
        Assert.Equal([0.25, -0.5], fractions);
        Assert.Equal([1.0, -2.0], wholes);

        NativeFunction compare = await recorded.Host.FunctionAsync("c", "int strncmp(const char *a, const char *b, size_t n)");
        int[] compared = new int[4];
        compare.Map(compared, "abcd", "abxd", new ulong[] { 0, 1, 2, 3 });
        Assert.Equal([0, 0, 0, -1], compared.Select(Math.Sign));
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_crash_names_its_row_and_the_rows_before_it_are_done(LaneChoice lane)
    {
        await using RecordedHost recorded = await StartAsync(lane);
        NativeFunction divide = await recorded.Host.FaultAsync("int divide(int dividend, int divisor)");
        int[] divisors = [.. Enumerable.Range(0, 9_000).Select(row => row == 7_500 ? 0 : 2)];
        int[] results = new int[9_000];
        Array.Fill(results, -1);
        NativeCrashException crash = Assert.Throws<NativeCrashException>(() => divide.Map(results, Enumerable.Range(0, 9_000).ToArray(), divisors));
        Assert.Equal(7_500, crash.Row);
        Assert.Equal(7_500, crash.Report.Call?.Row);
        Assert.Equal(["7500", "0"], crash.Report.Call?.Arguments.Select(argument => argument.Text));
        Assert.Contains("row 7500", crash.Message, StringComparison.Ordinal);
        Assert.Contains("\"row\":7500", crash.Report.ToJson(), StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(0, 7_500).Select(row => row / 2), results.Take(7_500));
        Assert.All(results.Skip(7_500), result => Assert.Equal(-1, result));
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task Rows_that_crash_are_skipped_and_listed_and_all_others_are_right(LaneChoice lane)
    {
        await using RecordedHost recorded = await StartAsync(lane);
        NativeFunction divide = await recorded.Host.FaultAsync("int divide(int dividend, int divisor)");
        int[] bad = [0, 1, 100, 4_999];
        int[] divisors = [.. Enumerable.Range(0, 5_000).Select(row => bad.Contains(row) ? 0 : 3)];
        int[] results = new int[5_000];
        long told = 0;
        BatchResult result = divide.Map(
            new BatchOptions { OnFailure = BatchFailureAction.Skip, Progress = new Told(rows => told = rows) }, results.AsMemory(), Enumerable.Range(0, 5_000).ToArray(), divisors);
        Assert.Equal(bad.Select(row => (long)row), result.Failures.Select(failure => failure.Row));
        Assert.All(result.Failures, failure => Assert.Equal(failure.Row, Assert.IsType<NativeCrashException>(failure.Exception).Report.Call?.Row));
        Assert.Equal(Enumerable.Range(0, 5_000).Select(row => bad.Contains(row) ? 0 : row / 3), results);
        Assert.Equal(5_000, told);

        NativeCrashException third = Assert.Throws<NativeCrashException>(
            () => divide.Map(new BatchOptions { OnFailure = BatchFailureAction.Skip, MaxFailures = 2 }, results.AsMemory(), 1, divisors));
        Assert.Equal(100, third.Row);
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_row_that_throws_leaves_the_worker_alive_and_a_session_goes_on(LaneChoice lane)
    {
        await using RecordedHost recorded = await StartAsync(lane);
        await using NativeSession session = await recorded.Host.OpenSessionAsync();
        NativeFunction thrower = await session.FunctionAsync(Faults.CppLibrary, "int cpp_throw_int(int value)");
        int[] results = new int[3];
        CppException thrown = Assert.Throws<CppException>(() => thrower.Map(results, new[] { 1, 2, 3 }));
        Assert.Equal((0L, "int"), (thrown.Row, thrown.TypeName));
        BatchResult result = thrower.Map(new BatchOptions { OnFailure = BatchFailureAction.Skip }, results.AsMemory(), new[] { 1, 2, 3 });
        Assert.Equal([0L, 1, 2], result.Failures.Select(failure => failure.Row));

        // A crash takes the session's worker along, and there is no other.
        NativeFunction read = await session.FaultAsync("int null_read(void)");
        Assert.Throws<NativeCrashException>(() => read.Map(new BatchOptions { OnFailure = BatchFailureAction.Skip }, results.AsMemory()));
        Assert.Throws<WorkerLostException>(() => thrower.Map(results, new[] { 1, 2, 3 }));
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_cancelled_batch_ends_between_two_rows_and_its_worker_lives_on(LaneChoice lane)
    {
        await using RecordedHost recorded = await StartAsync(lane);
        await using NativeSession session = await recorded.Host.OpenSessionAsync();
        NativeFunction sleep = await session.FaultAsync("void sleep_for(int milliseconds)");
        using var source = new CancellationTokenSource();
        var options = new BatchOptions { CancellationToken = source.Token, Progress = new Told(_ => source.Cancel()) };
        int[] pauses = new int[1_000_000];
        Array.Fill(pauses, 1);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sleep.MapAsync(options, pauses));
        sleep.Invoke(1);
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_row_that_does_not_return_is_killed_by_the_timeout_and_by_the_grace_of_a_cancellation(LaneChoice lane)
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane, CancellationGrace = TimeSpan.FromMilliseconds(50) });
        NativeFunction sleep = await recorded.Host.FaultAsync("void sleep_for(int milliseconds)");
        int[] pauses = [0, 0, 1_000_000_000];
        await Eventually.InTimeAsync(200, time =>
        {
            CallTimeoutException overdue = Assert.Throws<CallTimeoutException>(
                () => sleep.Map(new BatchOptions { Timeout = time, OnFailure = BatchFailureAction.Skip }, pauses));
            Assert.Equal(time, overdue.Timeout);
            if (overdue.Row != 2)
            {
                return Task.FromResult<CallTimeoutException?>(null); // it had not come that far
            }

            Assert.StartsWith(FormattableString.Invariant($"sleep_for in row 2 did not return within {time.TotalSeconds} s"), overdue.Message, StringComparison.Ordinal);
            return Task.FromResult<CallTimeoutException?>(overdue);
        });

        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sleep.MapAsync(new BatchOptions { CancellationToken = source.Token }, pauses));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Columns_that_do_not_fit_are_refused_and_nothing_runs()
    {
        await using RecordedHost recorded = await StartAsync(LaneChoice.SharedMemory);
        NativeFunction add = await recorded.Host.FaultAsync("int add(int a, int b)");
        NativeFunction exit = await recorded.Host.FunctionAsync("c", "void exit(int status)");
        NativeFunction print = await recorded.Host.FunctionAsync("c", "int printf(const char *format, ...)");
        NativeFunction error = await recorded.Host.FunctionAsync("c", "char *strerror(int number)");
        int[] three = [1, 2, 3], two = [1, 2];
        Assert.Contains("Int64", Assert.Throws<ArgumentException>(() => add.Map(three, new[] { 1L, 2, 3 }, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("has 2 rows", Assert.Throws<ArgumentException>(() => add.Map(three, three, two)).Message, StringComparison.Ordinal);
        Assert.Contains("Double", Assert.Throws<ArgumentException>(() => add.Map(new double[3], three, 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => add.Map(three, three));
        Assert.ThrowsAny<ArgumentException>(() => add.Map(three, three, 1L << 40));
        Assert.EndsWith("behind the options, an array is a column: results.AsMemory() is where the results go", Assert.Throws<ArgumentException>(() => add.Map(new BatchOptions(), three, three, 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => exit.Map(three, three));
        Assert.Throws<ArgumentException>(() => exit.Map(new BatchOptions(), 1));
        Assert.Throws<CallRejectedException>(() => print.Map(three, "x"));
        Assert.Throws<ArgumentException>(() => error.Map(new long[3], three));
        Assert.Equal(0, add.Map(Array.Empty<int>(), Array.Empty<int>(), 1).Rows);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Rows_can_call_back()
    {
        await using RecordedHost recorded = await StartAsync(LaneChoice.SharedMemory);
        NativeFunction often = await recorded.Host.FaultAsync("long call_back_often(int (*callback)(int value), int times)");
        var twice = NativeCallback.Of((int value) => 2 * value);
        long[] sums = new long[100];
        often.Map(sums, twice, Enumerable.Range(0, 100).ToArray());
        Assert.Equal(Enumerable.Range(0, 100).Select(times => (long)times * (times - 1)), sums);
    }

    private static Task<RecordedHost> StartAsync(LaneChoice lane) => RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane, MaxWorkers = 2 });

    /// <summary>Is told at once, on the thread that tells.</summary>
    private sealed class Told(Action<long> told) : IProgress<long>
    {
        public void Report(long value) => told(value);
    }
}
