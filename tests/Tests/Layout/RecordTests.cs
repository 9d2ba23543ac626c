// Bytes that a C compiler laid out, read by the host's decoders: an offset that is wrong on one side shows as a wrong value.
using System.Runtime.InteropServices;
using System.Text;
using FfiIsolation.Crashes;
using FfiIsolation.SharedMemory;
using FfiIsolation.Workers;

namespace FfiIsolation.Tests.Layout;

public sealed class RecordTests
{
    [Fact]
    public void The_crash_record_is_read_as_C_lays_it_out()
    {
        byte[] segment = new byte[SegmentLayout.CrashMapsOffset + SegmentLayout.CrashMapsSize];
        CHeader.Bytes("""
            struct ffi_crash c;
            memset(&c, 0, sizeof c);
            c.state = FFI_CRASH_UNWOUND; c.kind = FFI_CRASH_QUICK_EXIT; c.signal = 3; c.code = -4; c.address = 5; c.sender_pid = 6; c.thread = 7;
            c.error_code = 8; c.trap_number = 9; c.exit_code = 10; c.nested_signal = 11; c.sequence = 12; c.stage = FFI_STAGE_CALLBACK;
            c.frame_count = 2; c.time_ns = 15; for (int i = 0; i < 18; i++) c.registers[i] = 100 + i;
            c.stack_low = 16; c.stack_high = 17; c.chain_count = 3; c.abort_length = 4; c.stack_length = 5; c.maps_length = 6;
            strcpy(c.thread_name, "name"); c.frames[0] = 18; c.frames[1] = 19; c.chain[0] = 20; c.chain[2] = 21; strcpy(c.abort_message, "said"); c.depth = 9;
            put(&c, sizeof c);
            """).CopyTo(segment, SegmentLayout.CrashOffset);
        CrashRecord record = CrashRecordDecoder.Decode(segment)!;
        Assert.Equal(
            (CrashRecordState.Unwound, CrashRecordKind.QuickExit, 3, -4, 5UL, 6, 7, 8UL, 9UL, 10, 11),
            (record.State, record.Kind, record.Signal, record.Code, record.Address, record.SenderPid, record.Thread, record.ErrorCode, record.TrapNumber,
                record.ExitCode, record.NestedSignal));
        Assert.Equal(
            (12UL, RecorderStage.Callback, 9, 15UL, 16UL, 17UL, "name", "said", 5),
            (record.Sequence, record.Stage, record.Depth, record.TimeNs, record.StackLow, record.StackHigh, record.ThreadName, record.AbortMessage, record.Stack.Length));
        Assert.Equal(Enumerable.Range(100, 18).Select(i => (ulong)i), record.Registers);
        Assert.Equal([18UL, 19], record.Frames);
        Assert.Equal([20UL, 0, 21], record.Chain);
        Assert.Equal(CrashRecord.MaxFrames, (int)CHeader.Evaluate(["FFI_MAX_FRAMES"])[0]);
    }

    [Fact]
    public void The_flight_recorder_is_read_as_C_lays_it_out()
    {
        byte[] segment = new byte[SegmentLayout.CrashMapsOffset + SegmentLayout.CrashMapsSize];
        CHeader.Bytes("""
            struct ffi_recorder r = {
                .depth = 15, .call_thread = 3, .calls = 4,
                .frames = { [14] = { 1, FFI_STAGE_DONE, 2 }, [15] = { .sequence = 1ull << 60, .stage = FFI_STAGE_CALLBACK, .callback = 5, .row = 6 } }
            };
            put(&r, sizeof r);
            """).CopyTo(segment, SegmentLayout.RecorderOffset);
        Assert.Equal(new FlightRecord(15, 1UL << 60, RecorderStage.Callback, 5, 3, 4, 6), FlightRecord.Read(segment));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_host_writes_the_header_as_C_lays_it_out(bool callsByPipe)
    {
        byte[] secret = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
        using HostSegment segment = HostSegment.Create(secret, callsByPipe);
        byte[] written = segment.Snapshot().AsSpan(SegmentLayout.HeaderOffset, SegmentLayout.HeaderSize).ToArray();
        Assert.Equal(
            CHeader.Bytes($$"""
                struct ffi_header h;
                memset(&h, 0, sizeof h);
                h.magic = FFI_SEGMENT_MAGIC; h.version = FFI_SEGMENT_VERSION; h.segment_size = {{WindowLayout.SegmentSize}}; h.host_pid = {{Environment.ProcessId}}; h.pipe = -1; h.calls_pipe = -1; h.flags = {{(callsByPipe ? "FFI_HEADER_CALLS_BY_PIPE" : "0")}};
                for (int i = 0; i < 32; i++) h.secret[i] = i + 1;
                put(&h, sizeof h);
                """),
            written);
        Assert.Equal((segment.FirstSequence, RecorderStage.Done), segment.ReadRecorder());
    }

    [Fact]
    public void The_host_reads_what_the_worker_writes_while_it_starts()
    {
        using HostSegment segment = HostSegment.Create(new byte[32]);
        byte[] bytes = CHeader.Bytes("""
            struct ffi_header h = { .start_error = 13, .start_step = FFI_START_PIPE };
            put(&h, sizeof h);
            """);
        using (FileStream file = File.OpenWrite($"/proc/self/fd/{segment.Descriptor}"))
        {
            file.Write(bytes);
        }

        Assert.Equal((4, 13), segment.ReadStart());
    }

    /// <summary>The segment's name in the header is text that a person can find in a dump.</summary>
    [Fact]
    public void The_magic_number_reads_as_text_in_memory()
    {
        ulong magic = SegmentLayout.Magic;
        Assert.Equal("\r\nFFISGM", Encoding.ASCII.GetString(MemoryMarshal.AsBytes(new ReadOnlySpan<ulong>(ref magic))));
    }
}
