// The shared-memory lane against a worker's side in this process.
using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using FfiIsolation.Calls;
using FfiIsolation.Images;
using FfiIsolation.Lanes;
using FfiIsolation.Tests.Rpc;

namespace FfiIsolation.Tests.Lanes;

public sealed class SharedMemoryLaneTests
{
    /// <summary>More by FFI_STRESS_IMAGES.</summary>
    private static readonly long s_images = long.Parse(Environment.GetEnvironmentVariable("FFI_STRESS_IMAGES") ?? "1000000", CultureInfo.InvariantCulture);

    private static readonly TimeSpan Unexpected = TimeSpan.FromMinutes(2) * Math.Max(1, s_images / 1e6);

    /// <summary>Eight arguments in three lines of the image and its tail: a torn image has two numbers in it, a stale one an old number.</summary>
    [Fact]
    public async Task A_million_images_under_random_delays_are_neither_lost_nor_torn_nor_answered_twice()
    {
        Prototype prototype = Prototype.Parse("long f(long a, long b, long c, long d, long e, long g, long h, long i, double x)");
        var target = new FunctionTarget(null, "f", prototype, new CallPlan(prototype, CallSamples.MaxTextBytes), 0);
        int torn = 0;
        using var stalls = new StallWatch();
        using var worker = new SegmentWorker(seed: 7, worker =>
        {
            ulong number = worker.Word(CallImageLayout.Sequence);
            foreach (int place in (ReadOnlySpan<int>)[CallImageLayout.Target, CallImageLayout.Integers, CallImageLayout.Integers + 40, CallImageLayout.FixedSize, CallImageLayout.FixedSize + 8])
            {
                torn += worker.Word(place) == number ? 0 : 1;
            }

            torn += BitConverter.UInt64BitsToDouble(worker.Word(CallImageLayout.Vectors)) == number ? 0 : 1;
            worker.Return(number * 3);
        });
        Task<string?> carried = Task.Run(() =>
        {
            var random = new Random(11);
            for (long i = 1; i <= s_images; i++)
            {
                PreparedCall call = target.Plan.Prepare(target, [i, i, i, i, i, i, i, i, (double)i], null);
                CallImageWriter.Address(call.Image, (ulong)i, (ulong)i);
                long started = Stopwatch.GetTimestamp();
                worker.Lane.Carry(call, (ulong)i, 0);
                if (new CallImageReader(call.Result).Rax != (ulong)i * 3)
                {
                    return $"call {i} was answered {new CallImageReader(call.Result).Rax}";
                }

                // A sleep is looked after every half second: an answer that takes so long had lost its wake-up, unless the machine held up everybody.
                if (Stopwatch.GetElapsedTime(started) is var took && took > TimeSpan.FromMilliseconds(450) + (2 * stalls.Longest))
                {
                    return $"call {i} took {took}";
                }

                call.Recycle();
                SegmentWorker.Delay(random);
            }

            return null;
        });
        Assert.Null(await carried.WaitAsync(Unexpected));
        Assert.Equal(0, torn);
    }

    [Fact]
    public async Task An_answer_that_takes_long_is_slept_for_and_found()
    {
        var answer = new ManualResetEventSlim();
        using var worker = new SegmentWorker(1, worker =>
        {
            answer.Wait(Unexpected);
            worker.Return(5);
        });
        PreparedCall call = CallSamples.Prepare("int f(void)");
        Task<LaneReply> waiting = worker.Lane.CarryAsync(call, 1, 0);
        Assert.True(SpinWait.SpinUntil(() => worker.HostSleeps, Unexpected));
        Assert.False(waiting.IsCompleted);
        answer.Set();
        Assert.Equal(5UL, new CallImageReader((await waiting.WaitAsync(Unexpected)).Result).Rax);
        Task carried = Task.Run(() => worker.Lane.Carry(call, 2, 0));
        await carried.WaitAsync(Unexpected);
        Assert.False(worker.HostSleeps);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_call_whose_worker_is_gone_is_told_at_once(bool isAsync)
    {
        using var reached = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();
        using var worker = new SegmentWorker(1, _ =>
        {
            reached.Set();
            leave.Wait(Unexpected);
        });
        PreparedCall call = CallSamples.Prepare("int f(void)");
        Task carried = isAsync ? worker.Lane.CarryAsync(call, 1, 0) : Task.Run(() => worker.Lane.Carry(call, 1, 0));
        Assert.True(reached.Wait(Unexpected));
        worker.Lane.MarkDead();
        var e = await Assert.ThrowsAsync<LaneBrokenException>(() => carried.WaitAsync(Unexpected));
        leave.Set();
        Assert.False(e.IsViolation);
    }

    /// <summary>The worker put its mark on the turn, and what the host said a moment later took it away.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_mark_of_death_that_the_host_spoke_over_is_seen_all_the_same(bool isAsync)
    {
        using var leave = new ManualResetEventSlim();
        using var worker = new SegmentWorker(1, _ => leave.Wait(Unexpected));
        worker.SayDead();
        PreparedCall call = CallSamples.Prepare("int f(void)");
        var e = await Assert.ThrowsAsync<LaneBrokenException>(() => (isAsync ? worker.Lane.CarryAsync(call, 1, 0) : Task.Run(() => worker.Lane.Carry(call, 1, 0))).WaitAsync(Unexpected));
        leave.Set();
        Assert.True(e.IsKnell);
        Assert.False(e.IsViolation);
    }

    [Fact]
    public void Buffers_go_into_the_window_and_come_back_from_it()
    {
        byte[] data = [1, 2, 3, 4, 5];
        var filled = NativeBuffer.Out<int>(3);
        using var worker = new SegmentWorker(1, worker =>
        {
            long at = (long)worker.Word(CallImageLayout.FixedSize);
            Span<byte> data = worker.Window(at, 5);
            Assert.Equal([1, 2, 3, 4, 5], data.ToArray());
            data.Reverse();
            worker.Window((long)worker.Word(CallImageLayout.FixedSize + CallImageLayout.BlockSize), 12).Fill(0xFF);
            "read"u8.CopyTo(worker.Window((long)worker.Word(CallImageLayout.FetchOffset), 4));
            BinaryPrimitives.WriteUInt32LittleEndian(worker.Frame[CallImageLayout.FetchStatus..], (uint)FetchStatus.Fetched);
            BinaryPrimitives.WriteUInt64LittleEndian(worker.Frame[CallImageLayout.FetchLength..], 4);
            worker.Return(0x1000);
        });
        PreparedCall call = CallSamples.Prepare("const char *f(unsigned char *data, int *filled)", data, filled);
        worker.Lane.Carry(call, 1, 0);
        Assert.Equal([5, 4, 3, 2, 1], data);
        Assert.Equal([-1, -1, -1], filled.Memory.ToArray());
        Assert.Equal("read"u8.ToArray(), call.Fetched.ToArray());
    }

    [Fact]
    public void What_registers_tell_is_the_whole_result()
    {
        using var worker = new SegmentWorker(1, worker =>
        {
            BinaryPrimitives.WriteUInt64LittleEndian(worker.Frame[CallImageLayout.FetchLength..], ulong.MaxValue);
            worker.ReturnRegisters(rax: 7, xmm0: 2.5, errno: 33);
        });
        PreparedCall call = CallSamples.Prepare("double f(void)");
        call.Result.AsSpan().Fill(0xFF);
        worker.Lane.Carry(call, 1, 0);
        var result = new CallImageReader(call.Result);
        Assert.Equal((ImageOutcome.Returned, MachineChanges.None, FetchStatus.Skipped, 0UL), (result.Outcome, result.MachineChanges, result.FetchStatus, result.FetchLength));
        Assert.Equal((7UL, 2.5, 33), (result.Rax, BitConverter.UInt64BitsToDouble(result.Xmm0), result.Errno));
    }

    /// <summary>Of calls of one function after the other the host writes the exchange alone.</summary>
    [Fact]
    public void An_image_is_whole_whatever_calls_came_before()
    {
        FunctionTarget[] targets =
        [
            .. new[] { "int f(int a)", "int f(int a)", "double f(double a, long b, double c, int d)", "long f(int a, int b, int c, int d, int e)", "float f(float a, float b, float c)", "long f(int a, int b, int c, int d, int e, int g, int h)" }
                .Select(Prototype.Parse).Select((prototype, i) => new FunctionTarget(null, "f", prototype, new CallPlan(prototype, CallSamples.MaxTextBytes), i)),
        ];
        byte[] expected = [];
        int wrong = 0;
        using var worker = new SegmentWorker(1, worker =>
        {
            wrong += worker.Frame[..CallImageLayout.Result].SequenceEqual(expected.AsSpan(0, CallImageLayout.Result)) ? 0 : 1;
            wrong += worker.Frame[CallImageLayout.FixedSize..expected.Length].SequenceEqual(expected.AsSpan(CallImageLayout.FixedSize)) ? 0 : 1;
            worker.Return(1);
        });
        var random = new Random(3);
        for (int i = 0; i < 2000; i++)
        {
            FunctionTarget target = targets[random.Next(targets.Length)];
            PreparedCall call = target.Plan.Prepare(target, [.. target.Prototype.Parameters.Select(_ => (NativeArgument)random.Next(100))], null);
            CallImageWriter.Address(call.Image, (ulong)target.Index + 1000, (ulong)i);
            expected = [.. call.Image];
            worker.Lane.Carry(call, (ulong)i, 0);
            call.Recycle();
        }

        Assert.Equal(0, wrong);
    }

    /// <summary>Native code jumped from a call within a callback to the one around it, and that one ends.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_ends_another_call_is_not_taken_for_the_end_of_this_one(bool isAsync)
    {
        using var worker = new SegmentWorker(1, worker =>
        {
            worker.ReturnOfAnother();
            worker.Return(7);
        });
        PreparedCall call = CallSamples.Prepare("int f(void)");
        byte[] result;
        if (isAsync)
        {
            result = (await worker.Lane.CarryAsync(call, 1, 0).WaitAsync(Unexpected)).Result;
        }
        else
        {
            await Task.Run(() => worker.Lane.Carry(call, 1, 0)).WaitAsync(Unexpected);
            result = call.Result;
        }

        Assert.Equal(7UL, new CallImageReader(result).Rax);
    }

    [Theory]
    [InlineData("const char *f(void)")]
    [InlineData("long double f(void)")]
    public void A_worker_that_tells_by_registers_what_they_do_not_hold_is_a_violation(string prototype)
    {
        using var worker = new SegmentWorker(1, worker => worker.ReturnRegisters(0, 0, 0));
        Assert.True(Assert.Throws<LaneBrokenException>(() => worker.Lane.Carry(CallSamples.Prepare(prototype), 1, 0)).IsViolation);
    }

    /// <summary>What the host wrote there before is not what is there: the gate put addresses into the registers.</summary>
    [Fact]
    public void A_null_pointer_is_null_after_a_call_that_passed_a_buffer_in_its_place()
    {
        var seen = new List<ulong>();
        using var worker = new SegmentWorker(1, worker =>
        {
            foreach (int place in (ReadOnlySpan<int>)[CallImageLayout.Integers, CallImageLayout.Integers + 8, CallImageLayout.Integers + 16, CallImageLayout.Integers + 40])
            {
                seen.Add(worker.Word(place));
                if (worker.Word(CallImageLayout.RelocationCount) << 32 != 0)
                {
                    BinaryPrimitives.WriteUInt64LittleEndian(worker.Frame[place..], 0x7f0000001000);
                }
            }

            worker.Return(0);
        });
        const string Prototype = "void f(const char *a, const char *b, const char *c, int d, int e, const char *f)";
        worker.Lane.Carry(CallSamples.Prepare(Prototype, "text", "text", "text", 0, 0, "text"), 1, 0);
        worker.Lane.Carry(CallSamples.Prepare(Prototype, NativePointer.Null, NativePointer.Null, NativePointer.Null, 0, 0, NativePointer.Null), 2, 0);
        Assert.Equal(new ulong[8], seen);
    }

    [Theory]
    [InlineData(2u, 1u, "turn")]
    [InlineData(1u, 2u, "called back")]
    [InlineData(1u, 4u, "message 4")]
    [InlineData(1u, uint.MaxValue, "message")]
    public void A_lying_worker_is_a_violation(uint turns, uint message, string says)
    {
        using var worker = new SegmentWorker(1, worker => worker.Return(0, turns, message));
        var e = Assert.Throws<LaneBrokenException>(() => worker.Lane.Carry(CallSamples.Prepare("int f(void)"), 1, 0));
        Assert.True(e.IsViolation);
        Assert.Contains(says, e.Message);
    }

    [Fact]
    public void A_length_beyond_the_limit_is_a_violation_and_changes_no_buffer()
    {
        byte[] data = [1, 2, 3];
        using var worker = new SegmentWorker(1, worker =>
        {
            BinaryPrimitives.WriteUInt64LittleEndian(worker.Frame[CallImageLayout.FetchLength..], CallSamples.MaxTextBytes + 1);
            worker.Window((long)worker.Word(CallImageLayout.FixedSize), 3).Fill(9);
            worker.Return(0);
        });
        Assert.True(Assert.Throws<LaneBrokenException>(() => worker.Lane.Carry(CallSamples.Prepare("const char *f(unsigned char *data)", data), 1, 0)).IsViolation);
        Assert.Equal([1, 2, 3], data);
    }
}
