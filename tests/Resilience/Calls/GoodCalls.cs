// Calls that behave, with random values, and what must come of them. What is expected is worked out here, never read back from native code.
using System.Globalization;

namespace FfiIsolation.Resilience.Calls;

internal static class GoodCalls
{
    private const int BigBuffer = 1 << 20;
    private const int Rows = 2000;

    private static readonly (int Weight, Func<Targets, Random, Caller, Task> Make)[] s_kinds =
    [
        (12, AddAsync),
        (6, CopyTextAsync),
        (4, SumAsync),
        (4, FillAsync),
        (1, BigBufferAsync),
        (3, CallBackAsync),
        (2, LongTextAsync),
        (1, BatchAsync),
        (2, ListAsync),
    ];

    private static readonly int s_weights = s_kinds.Sum(kind => kind.Weight);

    /// <summary>Makes one of them, and checks what came of it.</summary>
    /// <exception cref="BrokenPromiseException">It is wrong, or did not end.</exception>
    /// <exception cref="FfiIsolationException">The call did not go well.</exception>
    public static Task OneAsync(Targets targets, Random random, Caller caller)
    {
        int at = random.Next(s_weights);
        foreach ((int weight, Func<Targets, Random, Caller, Task> make) in s_kinds)
        {
            if ((at -= weight) < 0)
            {
                return make(targets, random, caller);
            }
        }

        throw new InvalidOperationException("The weights do not add up.");
    }

    public static async Task AddAsync(Targets targets, Random random, Caller caller)
    {
        int a = random.Next(1_000_000), b = random.Next(1_000_000);
        NativeResult result = await caller.CallAsync(targets["add"], random, a, b);
        Expect((int)result, a + b, "add");
    }

    private static async Task CopyTextAsync(Targets targets, Random random, Caller caller)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"№ {random.Next()} ✓ {new string('ä', random.Next(200))}");
        NativeBuffer<byte> buffer = NativeBuffer.Out<byte>(1024);
        await caller.CallAsync(targets["copy_text"], random, buffer, text);
        Expect(buffer.ToText(), text, "copy_text");
    }

    private static Task SumAsync(Targets targets, Random random, Caller caller) => SumAsync(targets, random, caller, random.Next(1, 20_000));

    private static Task BigBufferAsync(Targets targets, Random random, Caller caller) => SumAsync(targets, random, caller, BigBuffer + random.Next(BigBuffer));

    private static async Task SumAsync(Targets targets, Random random, Caller caller, int size)
    {
        byte[] data = new byte[size];
        random.NextBytes(data);
        long sum = 0;
        foreach (byte item in data)
        {
            sum += item;
        }

        NativeResult result = await caller.CallAsync(targets["sum_bytes"], random, data, size);
        Expect((long)result, sum, "sum_bytes");
    }

    private static async Task FillAsync(Targets targets, Random random, Caller caller)
    {
        int size = random.Next(1, 100_000);
        byte value = (byte)random.Next(1, 128);
        NativeBuffer<byte> buffer = NativeBuffer.Out<byte>(size);
        await caller.CallAsync(targets["fill"], random, buffer, size, (int)value);
        Expect(buffer.Memory.Span.IndexOfAnyExcept(value), -1, "fill");
    }

    private static async Task CallBackAsync(Targets targets, Random random, Caller caller)
    {
        int factor = random.Next(1, 100), times = random.Next(1, 20);
        NativeResult result = await caller.CallAsync(targets["call_back_often"], random, NativeCallback.Of((int value) => value * factor), times);
        Expect((long)result, factor * (long)times * (times - 1) / 2, "call_back_often");
    }

    private static async Task LongTextAsync(Targets targets, Random random, Caller caller)
    {
        int length = random.Next(100_000);
        NativeResult result = await caller.CallAsync(targets["long_text"], random, length);
        Expect(result.Text?.Length, length, "long_text");
    }

    private static async Task BatchAsync(Targets targets, Random random, Caller caller)
    {
        int[] left = [.. Enumerable.Range(0, random.Next(1, Rows)).Select(_ => random.Next(1000))];
        int[] sums = new int[left.Length];
        int right = random.Next(1000);
        await caller.CallAsync("batch of add", () => targets["add"].MapAsync(new BatchOptions(), sums.AsMemory(), left, right));
        Expect(left.Zip(sums).All(row => row.First + right == row.Second), true, "a batch of add");
    }

    private static async Task ListAsync(Targets targets, Random random, Caller caller)
    {
        int first = random.Next(1_000_000), more = random.Next(1, 60);
        bool waits = random.Next(2) == 0;
        var list = new CallList();
        ListedCall last = list.Add(targets["add"], first, 0);
        for (int i = 1; i <= more; i++)
        {
            last = list.Add(targets["add"], last, i);
        }

        Expect(await caller.CallAsync("list of add", () => waits ? Task.Run(list.Run) : list.RunAsync()), null, "where a list of add stopped");
        Expect((int)last.Result, first + (more * (more + 1) / 2), "a list of add");
    }

    private static void Expect<T>(T actual, T expected, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(actual, expected))
        {
            throw new BrokenPromiseException($"{what} gave {actual} and not {expected}.");
        }
    }
}
