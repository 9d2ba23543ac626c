using FfiIsolation.Crashes;

using FfiIsolation.SharedMemory;

namespace FfiIsolation.Tests.Crashes;

public sealed class CrashRecordTests
{
    [Fact]
    public void An_empty_segment_has_no_record()
    {
        Assert.Null(CrashRecordDecoder.Decode(new byte[0x18000]));
        Assert.Null(CrashRecordDecoder.Decode([]));
        Assert.Null(CrashRecordDecoder.Decode(new byte[0x2010]));
    }

    [Fact]
    public void Every_field_is_read_where_the_header_puts_it()
    {
        var record = CrashRecordDecoder.Decode(new DeathBuilder().Fault(0x1234, errorCode: 6).Register("eflags", 0x246).Register("rax", 5)
            .Chain(0x10, 0x20).StackWord(0, 0xABCD).Abort("free(): invalid pointer").Nested(11).State(CrashRecordState.Unwound).Bytes)!;
        Assert.Equal(CrashRecordState.Unwound, record.State);
        Assert.Equal(6, record.Signal);
        Assert.Equal(-6, record.Code);
        Assert.Equal(DeathBuilder.Pid, record.SenderPid);
        Assert.Equal(DeathBuilder.CallThread, record.Thread);
        Assert.Equal(0x1234ul, record.Address);
        Assert.Equal(6ul, record.ErrorCode);
        Assert.Equal(14ul, record.TrapNumber);
        Assert.Equal(7ul, record.Sequence);
        Assert.Equal(RecorderStage.Native, record.Stage);
        Assert.Equal(5ul, record.Registers[0]);
        Assert.Equal(0x246ul, record.Registers[17]);
        Assert.Equal(DeathBuilder.StackPointer, record.StackPointer);
        Assert.Equal(DeathBuilder.Lib + 0x10120, record.InstructionPointer);
        Assert.Equal("ffi-worker", record.ThreadName);
        Assert.Equal([0x10ul, 0x20ul], record.Chain);
        Assert.Equal(4, record.Frames.Count);
        Assert.Equal("free(): invalid pointer", record.AbortMessage);
        Assert.Equal(11, record.NestedSignal);
        Assert.Equal(0xABCDul, record.ReadStack(record.StackPointer));
        Assert.Null(record.ReadStack(record.StackPointer - 8));
        Assert.Null(record.ReadStack(record.StackPointer + 0x1000));
        Assert.Equal(10, record.Map.Mappings.Count);
        Assert.Equal("libc.so.6", record.Map.Find(DeathBuilder.Libc + 5)!.Value.Name);
        Assert.Equal("/memfd:ffi", record.Map.Find(DeathBuilder.Block)!.Value.Path);
        Assert.False(record.Map.Find(0x7f0000a01000)!.Value.Readable);
        Assert.Null(record.Map.Find(0));
    }

    [Fact]
    public void Only_what_the_state_vouches_for_is_read()
    {
        var builder = new DeathBuilder().Fault(0).Chain(1, 2).StackWord(0, 3);
        var registers = CrashRecordDecoder.Decode(builder.State(CrashRecordState.Registers).Bytes)!;
        Assert.Empty(registers.Chain);
        Assert.Empty(registers.Map.Mappings);
        Assert.True(registers.Stack.IsEmpty);
        var stack = CrashRecordDecoder.Decode(builder.State(CrashRecordState.Stack).Bytes)!;
        Assert.Equal(2, stack.Chain.Count);
        Assert.Empty(stack.Frames);
    }

    [Fact]
    public void Counts_that_a_hostile_worker_wrote_are_clamped()
    {
        var builder = new DeathBuilder().Fault(0);
        foreach (var offset in (int[])[52, 64, 68, 240, 244, 248, 252, 3344])
            builder.Bytes.AsSpan(0x2000 + offset, 4).Fill(0xFF);
        var record = CrashRecordDecoder.Decode(builder.Bytes)!;
        Assert.Equal(128, record.Frames.Count);
        Assert.Equal(128, record.Chain.Count);
        Assert.Equal(0x4000, record.Stack.Length);
        Assert.Equal(0, record.NestedSignal);
        Assert.Equal(RecorderStage.Idle, record.Stage);
        Assert.Equal(15, record.Depth);
    }

    [Fact]
    public void Text_of_the_worker_cannot_steer_a_terminal()
    {
        var report = new DeathBuilder().Abort("bad \u001b[31mthing\u0007\u202e").OnThread(1, "a\u001bb").With(f => f with { StandardError = "x\u001b]0;title\u0007\r\nq" }).Report;
        Assert.DoesNotContain(report.ToString(), c => c is '\u001b' or '\u0007' or '\u202e' or '\r');
        Assert.DoesNotContain(report.ToJson(), c => c is '\u001b' or '\u0007');
    }

    [Fact]
    public void Random_bytes_make_a_report_and_never_an_exception()
    {
        var random = new Random(7);
        for (var i = 0; i < 300; i++)
        {
            var builder = new DeathBuilder().Fault((ulong)random.NextInt64()).Calling(DeathBuilder.CallOf("f", "int f(char *a)", DeathBuilder.BlockOf("a", 16)));
            if (i % 3 == 0)
                random.NextBytes(builder.Bytes);
            for (var n = random.Next(200); n > 0; n--)
                builder.Bytes[random.Next(4) == 0 ? random.Next(0x1000, 0x18000) : random.Next(0x2000, 0x2140)] = (byte)random.Next(256);
            builder.Bytes[0x2000] = (byte)random.Next(1, 4);
            builder.Bytes[0x2001] = builder.Bytes[0x2002] = builder.Bytes[0x2003] = 0;
            if (i % 5 == 0)
                builder.Status(random.Next(0x10000));
            if (i % 7 == 0)
                builder.With(f => f with { Segment = f.Segment[..random.Next(0x18000)] });
            Assert.NotEmpty(builder.Report.ToString());
            Assert.NotEmpty(builder.Report.ToJson());
        }
    }
}
