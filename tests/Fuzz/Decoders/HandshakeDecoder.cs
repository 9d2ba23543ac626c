using System.Buffers.Binary;
using System.Text;
using FfiIsolation.Rpc;
using FfiIsolation.SharedMemory;
using FfiIsolation.Workers;

namespace FfiIsolation.Fuzz.Decoders;

/// <summary>The header of the segment, by which a worker on the shared-memory lane says who it is.</summary>
internal sealed class HandshakeDecoder : Decoder
{
    private const int ProcessId = 4711;

    public override string Name => "handshake";

    public override string Runs => "WorkerHeader, Handshake";

    public override IReadOnlyList<byte[]> Samples { get; } = [Header()];

    public override IReadOnlyList<byte[]> Words { get; } = Texts(ContractHash.Value, "\u001b[2J", "\0");

    public override bool Decode(byte[] input)
    {
        Span<byte> header = stackalloc byte[SegmentLayout.HeaderSize];
        header.Clear();
        input.AsSpan(0, Math.Min(input.Length, header.Length)).CopyTo(header);
        try
        {
            WorkerHeader read = WorkerHeader.Decode(header);
            Handshake.Check(read, ProcessId);
            return true;
        }
        catch (WorkerStartException refused)
        {
            Look(refused.Message);
            return false;
        }
    }

    private static byte[] Header()
    {
        byte[] header = new byte[SegmentLayout.HeaderSize];
        BinaryPrimitives.WriteUInt64LittleEndian(header, SegmentLayout.Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(SegmentLayout.HeaderVersion), SegmentLayout.Version);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(SegmentLayout.HeaderWorkerPid), ProcessId);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(SegmentLayout.HeaderSegmentAddress), 0x7000);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(SegmentLayout.HeaderSymbolLookup), 0x7000);
        Encoding.ASCII.GetBytes(ContractHash.Value, header.AsSpan(SegmentLayout.HeaderContractHash));
        return header;
    }
}
