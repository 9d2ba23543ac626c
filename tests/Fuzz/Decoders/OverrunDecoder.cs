using System.Buffers.Binary;
using FfiIsolation.Calls;
using FfiIsolation.Images;
using FfiIsolation.Overruns;

namespace FfiIsolation.Fuzz.Decoders;

/// <summary>What a worker tells of the buffers that a call left: two in slots of their own, and the memory of its result.</summary>
internal sealed class OverrunDecoder : Decoder
{
    private static readonly FunctionTarget s_function = CallSamples.Target("struct large f(const char *text, unsigned char *out)");

    private readonly PreparedCall _call = s_function.Plan.Prepare(s_function, ["text", NativeBuffer.Out<byte>(13)], null);

    public override string Name => "overrun";

    public override string Runs => "OverrunDecoder, OverrunFindings, OverrunReader";

    public override IReadOnlyList<byte[]> Samples { get; } =
    [
        Sample((1, OverrunKind.PageRead, 5, 5)), Sample((2, OverrunKind.PageWritten, 16, 40), (2, OverrunKind.CanaryBehind, 13, 15)), Sample((0, OverrunKind.CanaryBefore, -64, -1)),
    ];

    public override bool Decode(byte[] input)
    {
        Array.Resize(ref input, CallImageLayout.OverrunsSize);
        BufferOverrunException told = OverrunReader.Read(_call, input, null);
        Look(told.Message);
        foreach (BufferOverrun overrun in told.Overruns)
        {
            if (overrun.Length is < 1 or > 4096 + (2 * CallImageLayout.CanaryBytes) || overrun.Stack.Count > CallImageLayout.MaxOverrunFrames)
            {
                throw new InvalidOperationException($"Nothing like that can have been: {overrun}");
            }

            Look(overrun);
        }

        return told.Overruns.Count > 0;
    }

    private static byte[] Sample(params (int Block, OverrunKind Kind, long First, long Last)[] entries)
    {
        byte[] sample = new byte[CallImageLayout.OverrunsSize];
        BinaryPrimitives.WriteInt32LittleEndian(sample, entries.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(sample.AsSpan(CallImageLayout.OverrunsOutcome), (uint)ImageOutcome.Returned);
        for (int i = 0; i < entries.Length; i++)
        {
            Span<byte> entry = sample.AsSpan(CallImageLayout.OverrunsEntries + (i * CallImageLayout.OverrunSize));
            BinaryPrimitives.WriteInt32LittleEndian(entry, entries[i].Block);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[CallImageLayout.OverrunKind..], (uint)entries[i].Kind);
            BinaryPrimitives.WriteInt64LittleEndian(entry[CallImageLayout.OverrunFirst..], entries[i].First);
            BinaryPrimitives.WriteInt64LittleEndian(entry[CallImageLayout.OverrunLast..], entries[i].Last);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[CallImageLayout.OverrunFrameCount..], 2);
            BinaryPrimitives.WriteUInt64LittleEndian(entry[CallImageLayout.OverrunFrames..], 0x8000_7F00_0000_1234);
            BinaryPrimitives.WriteUInt64LittleEndian(entry[(CallImageLayout.OverrunFrames + sizeof(ulong))..], 0x7F00_0000_5678);
        }

        return sample;
    }
}
