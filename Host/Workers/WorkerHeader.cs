using System.Buffers.Binary;
using System.Text;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Workers;

/// <summary>The header of a segment, as its worker left it. Nothing in it is believed before it is checked.</summary>
/// <param name="SegmentAddress">Where the worker mapped the segment.</param>
/// <param name="SymbolLookup">The address of <c>dlsym</c> in the worker.</param>
internal sealed record WorkerHeader(ulong Magic, uint Version, int ProcessId, ulong SegmentAddress, ulong SymbolLookup, string ContractHash)
{
    public static WorkerHeader Decode(ReadOnlySpan<byte> header)
    {
        ReadOnlySpan<byte> hash = header.Slice(SegmentLayout.HeaderContractHash, SegmentLayout.HeaderContractHashSize);
        return new WorkerHeader(
            BinaryPrimitives.ReadUInt64LittleEndian(header),
            BinaryPrimitives.ReadUInt32LittleEndian(header[SegmentLayout.HeaderVersion..]),
            BinaryPrimitives.ReadInt32LittleEndian(header[SegmentLayout.HeaderWorkerPid..]),
            BinaryPrimitives.ReadUInt64LittleEndian(header[SegmentLayout.HeaderSegmentAddress..]),
            BinaryPrimitives.ReadUInt64LittleEndian(header[SegmentLayout.HeaderSymbolLookup..]),
            Encoding.ASCII.GetString(hash.TrimEnd((byte)0)));
    }
}
