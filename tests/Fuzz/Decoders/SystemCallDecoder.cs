using System.Buffers.Binary;
using System.Text;
using FfiIsolation.Confining;

namespace FfiIsolation.Fuzz.Decoders;

/// <summary>A system call that the kernel asks about: its number, who makes it, its arguments, and the text that they point at.</summary>
internal sealed class SystemCallDecoder : Decoder
{
    private const int Head = 64;

    public override string Name => "systemcall";

    public override string Runs => "SystemCallJudge, SystemCallRules, SocketWords, Signals";

    public override IReadOnlyList<byte[]> Samples { get; } = [.. SystemCallRules.Numbers.Select(number => Sample(number))];

    public override IReadOnlyList<byte[]> Words { get; } = Texts("/", "..", "/proc/self/", "\0", "/usr/lib", "\u001b");

    public override bool Decode(byte[] input)
    {
        Span<byte> head = stackalloc byte[Head];
        head.Clear();
        input.AsSpan(0, Math.Min(input.Length, Head)).CopyTo(head);
        ulong[] arguments = new ulong[6];
        for (int i = 0; i < arguments.Length; i++)
        {
            arguments[i] = BinaryPrimitives.ReadUInt64LittleEndian(head[(16 + (8 * i))..]);
        }

        var judge = new SystemCallJudge(100, new View(input), ["/usr/lib"], ["/tmp/x"]);
        try
        {
            SystemCallVerdict verdict = judge.Judge(new SystemCallQuestion(BinaryPrimitives.ReadInt32LittleEndian(head), BinaryPrimitives.ReadInt32LittleEndian(head[8..]), arguments));
            Look(verdict.Refused);
            return verdict.IsAllowed;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or OverflowException)
        {
            // As ConfinedWorker: what cannot be found out is refused.
            return false;
        }
    }

    private static byte[] Sample(int number)
    {
        byte[] sample = new byte[Head + 32];
        BinaryPrimitives.WriteInt32LittleEndian(sample, number);
        sample[8] = 101;
        sample[16] = 100;
        Text("/etc/shadow\0").CopyTo(sample, Head);
        return sample;
    }

    private sealed class View(byte[] input) : IWorkerView
    {
        public bool IsOwn(int id) => id is 100 or 101;

        public bool IsRuntimes(int thread) => thread % 7 == 0;

        public int ProcessOf(int caller, int descriptor) => descriptor;

        public string? ReadPath(int caller, ulong address) => address % 5 == 4 ? null : Encoding.UTF8.GetString(input.AsSpan(Math.Min(input.Length, Head)));

        public ulong ReadWord(int caller, ulong address) => address;

        public string? Resolve(int caller, int folder, string path, bool orFolder) => path.Length == 0 ? null : path;
    }
}
