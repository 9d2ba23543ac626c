using System.Buffers.Binary;
using System.Text;
using FfiIsolation.Crashes;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Fuzz.Decoders;

/// <summary>What a worker left at its death: recorder, crash record, stack, map, last words, wait status. All of a report is worked out.</summary>
internal sealed class CrashDecoder : Decoder
{
    private const int RecordAt = SegmentLayout.RecorderSize, StackAt = RecordAt + CrashRecordDecoder.HeaderSize, StackBytes = 512;
    private static readonly string[] s_libraries = [.. File.ReadLines("/proc/self/maps").Where(line => line.Contains("/libc.so", StringComparison.Ordinal) || line.Contains("/libm.so", StringComparison.Ordinal))];

    public override string Name => "crash";

    public override string Runs => "CrashRecordDecoder, CrashEvidence, CrashClassifier, ExitStatus, MemoryMap, Symbolizer, AbortMessages, the hints, CrashReportText, CrashReportJson";

    public override IReadOnlyList<byte[]> Samples { get; } = [Sample(11, ""), Sample(6, "double free or corruption (fasttop)"), Sample(6, "terminate called after throwing an instance of 'std::runtime_error'")];

    public override IReadOnlyList<byte[]> Words { get; } = Texts("-", " r-xp ", "[heap]", "[stack]", "[vdso]", " (deleted)", "/dev/zero", "\u001b[2J", "*** stack smashing detected ***", "free(): invalid pointer", "\n", "ffffffffffffffff");

    public override bool Decode(byte[] input)
    {
        byte[] segment = new byte[SegmentLayout.CrashMapsOffset + Math.Max(0, input.Length - StackAt - StackBytes)];
        Part(input, 0, RecordAt).CopyTo(segment.AsSpan(SegmentLayout.RecorderOffset));
        Part(input, RecordAt, StackAt).CopyTo(segment.AsSpan(SegmentLayout.CrashOffset));
        Part(input, StackAt, StackAt + StackBytes).CopyTo(segment.AsSpan(SegmentLayout.CrashStackOffset));
        ReadOnlySpan<byte> map = Part(input, StackAt + StackBytes, input.Length);
        map.CopyTo(segment.AsSpan(SegmentLayout.CrashMapsOffset));
        int used = Math.Min(CrashRecordDecoder.UsedBytes(segment.AsSpan(0, SegmentLayout.CrashStackOffset)), segment.Length);
        var report = new CrashReport(new DeathFacts
        {
            ProcessId = 4711,
            Generation = 1,
            Time = DateTimeOffset.UnixEpoch,
            Uptime = TimeSpan.FromSeconds(1),
            CallCount = 3,
            WorkerPath = "/opt/worker/ffi-worker",
            Call = new CrashedCall
            {
                Function = "f",
                Prototype = "int f(char *a, int b)",
                LibraryPath = "/usr/lib/libx.so",
                Arguments = [new CrashedArgument { Name = "a", TypeText = "char *", Text = "0x7000", Address = 0x7000, Length = 64, Direction = ArgumentDirection.Out }, new CrashedArgument { Name = "b", TypeText = "int", Text = "5" }],
            },
            CallSequence = 9,
            LastCalls = ["g"],
            WaitStatus = input.Length == 0 ? null : input.Length % 3 == 0 ? 11 : input[^1] << (input.Length % 9),
            Segment = segment.AsMemory(0, used),
            StandardError = Encoding.UTF8.GetString(map[..Math.Min(map.Length, 400)]),
        });
        Look(report.Cause);
        string text = report.ToString(), json = report.ToJson();
        foreach (char character in text)
        {
            if (char.IsControl(character) && character is not ('\n' or '\t' or '\r'))
            {
                throw new InvalidOperationException($"The report has the character 0x{(int)character:x2}.");
            }
        }

        Look(json);
        Look(string.Concat(report.Hints));
        return report.Stack.Count > 0;
    }

    private static ReadOnlySpan<byte> Part(byte[] input, int from, int to) =>
        input.AsSpan(Math.Min(from, input.Length), Math.Min(to, input.Length) - Math.Min(from, input.Length));

    private static byte[] Sample(int signal, string abort)
    {
        byte[] map = Text($"555500000000-555500100000 r-xp 00000000 fe:00 1 /opt/worker/ffi-worker\n{string.Join('\n', s_libraries)}\n7ffc00000000-7ffc00800000 rw-p 00000000 00:00 0 [stack]\n");
        ulong code = ulong.Parse(s_libraries[0].Split('-')[0], System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture) + 0x30000;
        byte[] sample = [.. new byte[StackAt + StackBytes], .. map];
        BinaryPrimitives.WriteInt32LittleEndian(sample.AsSpan(SegmentLayout.RecorderCallThread), 77);
        BinaryPrimitives.WriteUInt64LittleEndian(sample.AsSpan(SegmentLayout.RecorderFrames), 9);
        BinaryPrimitives.WriteUInt32LittleEndian(sample.AsSpan(SegmentLayout.RecorderFrames + SegmentLayout.RecorderFrameStage), (uint)RecorderStage.Native);
        Span<byte> crash = sample.AsSpan(RecordAt);
        crash[0] = 3;
        crash[4] = 1;
        crash[8] = (byte)signal;
        crash[12] = 1;
        BinaryPrimitives.WriteUInt64LittleEndian(crash[16..], 0x7041);
        crash[28] = 77;
        crash[40] = 14;
        crash[56] = 9;
        crash[64] = (byte)RecorderStage.Native;
        crash[68] = crash[240] = 6;
        BinaryPrimitives.WriteInt32LittleEndian(crash[244..], abort.Length);
        BinaryPrimitives.WriteInt32LittleEndian(crash[248..], StackBytes);
        BinaryPrimitives.WriteInt32LittleEndian(crash[252..], map.Length);
        for (int i = 0; i < 6; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(crash[(272 + (8 * i))..], code + ((ulong)i * 0x100));
            BinaryPrimitives.WriteUInt64LittleEndian(crash[(1296 + (8 * i))..], code + ((ulong)i * 0x80));
        }

        Text(abort).CopyTo(crash[2320..]);
        return sample;
    }
}
