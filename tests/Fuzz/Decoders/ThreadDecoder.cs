using System.Text;
using FfiIsolation.Crashes;
using FfiIsolation.Hangs;

namespace FfiIsolation.Fuzz.Decoders;

/// <summary>What /proc says of a worker's threads, whose names they give themselves, and the report of a call that did not return. The parts are divided by NULs.</summary>
internal sealed class ThreadDecoder : Decoder
{
    public override string Name => "thread";

    public override string Runs => "ThreadFacts, SystemCall, ThreadDescription, HangReport, HangHints, StackWalker";

    public override IReadOnlyList<byte[]> Samples { get; } =
    [
        Text("12 (name) S 1 2\0" + "202 0x7f00 0x80 0x0 0x0 0x0 0x0 0x7ffc00000100 0x7f0000001234\0" + "1234567 89 1\0futex_wait\0" + "7f0000000000-7f0000002000 r-xp 00000000 00:00 0 \n7ffc00000000-7ffc00001000 rw-p 00000000 00:00 0 [stack]\n\0stack words"),
        Text("12 (a) R 1 (b)) R\0running\0" + "5\0000\0"),
        Text("12 (x) D 1\0-1 0x7ffc 0x7f00\0\0io_schedule\0\0"),
    ];

    public override IReadOnlyList<byte[]> Words { get; } = Texts("(", ")", " ", "0x", "-1", "running", "\0", "T", "t", "Z", "0xffffffffffffffff", "7", "23", "270", "61", "\n");

    public override bool Decode(byte[] input)
    {
        string[] parts = Encoding.Latin1.GetString(input).Split('\0');
        string? Part(int at) => at < parts.Length ? parts[at] : null;
        ThreadFacts facts = ThreadFacts.Read(12, Part(0), Part(1), Part(2), Part(3));
        facts = facts with
        {
            Stack = Encoding.Latin1.GetBytes(Part(5) ?? ""),
            LockOwner = input.Length % 2 == 0 ? 13 : null,
            HasRun = input.Length % 3 == 0,
            Registers = input.Length % 5 == 0 ? [.. Enumerable.Range(0, 18).Select(i => (ulong)i << 40)] : null,
        };
        var report = new CrashReport(new DeathFacts
        {
            ProcessId = 12,
            Generation = 1,
            Time = DateTimeOffset.UnixEpoch,
            KillReason = KillReason.Timeout,
            Call = new CrashedCall { Function = "f", Prototype = "int f(void)", LibraryPath = "/x", Arguments = [] },
            Hang = new HangCapture(facts, [facts with { Id = 13 }], 2, Encoding.Latin1.GetBytes(Part(4) ?? "")),
        });
        Look(report.Hang?.Description);
        Look(report);
        Look(report.ToJson());
        return facts.Waiting is not null;
    }
}
