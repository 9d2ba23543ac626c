// Finds the row of an instruction in a file's .eh_frame, by the sorted table of .eh_frame_hdr (Linux Standard Base, 10.6.1 and 10.6.2). Read in pieces: of
// a library of 100 MB some hundred bytes are wanted. The file is anybody's, so every number in it is checked.
using System.Buffers.Binary;
using FfiIsolation.Libraries;

namespace FfiIsolation.Unwinding;

internal sealed class UnwindTable : IDisposable
{
    private const byte RelativeSigned4 = 0x1B;
    private const byte Unsigned4 = 0x03;
    private const byte HeaderRelativeSigned4 = 0x3B;
    private const int HeaderSize = 12;
    private const int PairSize = 8;
    private const ulong MaxEntry = 1 << 20;

    private readonly ElfFile _file;
    private readonly IElfBytes _bytes;
    private readonly ulong _header;
    private readonly byte[] _pairs;

    private UnwindTable(ElfFile file, IElfBytes bytes, ulong header, byte[] pairs)
    {
        _file = file;
        _bytes = bytes;
        _header = header;
        _pairs = pairs;
    }

    /// <summary>The number of functions.</summary>
    public int Count => _pairs.Length / PairSize;

    /// <summary>Reads the table of a file on disk, or of the kernel's own library. null where it has none, or none that is understood. Throws nothing.</summary>
    public static UnwindTable? TryOpen(string path)
    {
        if (path == KernelLibrary.Path)
        {
            return KernelLibrary.File is { } kernel ? TryRead(kernel, KernelLibrary.Bytes!) : null;
        }

        return ElfFile.TryOpen(path) is { } file && ElfStream.TryOpen(path) is { } bytes ? TryRead(file, bytes) : null;
    }

    /// <inheritdoc cref="TryOpen"/>
    public static UnwindTable? TryRead(ElfFile file, IElfBytes bytes)
    {
        if (file.UnwindHeader is not { } at || Read(file, bytes, at.Address, HeaderSize) is not [1, RelativeSigned4, Unsigned4, HeaderRelativeSigned4, ..] header)
        {
            return null;
        }

        ulong count = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(8));
        return Read(file, bytes, at.Address + HeaderSize, count * PairSize) is { } pairs ? new UnwindTable(file, bytes, at.Address, pairs) : null;
    }

    /// <summary>The first instruction of a function, by its place in the table.</summary>
    public ulong StartOf(int index) => _header + (ulong)BinaryPrimitives.ReadInt32LittleEndian(_pairs.AsSpan(index * PairSize));

    /// <summary>How to get from an instruction to its function's caller.</summary>
    /// <param name="address">The link address of the instruction.</param>
    /// <returns>null where the table does not know it.</returns>
    public UnwindRow? Find(ulong address)
    {
        int low = 0, high = Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = StartOf(middle) <= address ? (middle + 1, high) : (low, middle);
        }

        return low == 0 ? null : Row(_header + (ulong)BinaryPrimitives.ReadInt32LittleEndian(_pairs.AsSpan(((low - 1) * PairSize) + 4)), address);
    }

    /// <summary>The link address of an address in a mapping of the file.</summary>
    public ulong ToLinkAddress(ulong fileOffset) => _file.ToLinkAddress(fileOffset) ?? fileOffset;

    public void Dispose() => (_bytes as IDisposable)?.Dispose();

    private UnwindRow? Row(ulong entryAddress, ulong address)
    {
        if (Entry(entryAddress) is not var (entry, body) || entry.Length < 4)
        {
            return null;
        }

        // Counted back from the place where this number lies.
        ulong back = BinaryPrimitives.ReadUInt32LittleEndian(entry.Span);
        if (back == 0 || Entry(body - back) is not var (common, commonBody) || CommonEntry.TryRead(common, commonBody) is not { } shared)
        {
            return null;
        }

        var reader = new DwarfReader(entry.Span) { Position = 4 };
        ulong start = reader.Pointer(shared.PointerEncoding, body);
        ulong length = reader.Pointer(shared.PointerEncoding, body, isLength: true);
        if (shared.HasAugmentation)
        {
            reader.Block(reader.Unsigned());
        }

        return reader.IsSound && address - start < length ? FrameProgram.Run(shared, entry[reader.Position..], start, address) : null;
    }

    /// <summary>An entry without its length, and where it lies.</summary>
    private (ReadOnlyMemory<byte> Bytes, ulong Address)? Entry(ulong address)
    {
        if (Read(_file, _bytes, address, 4) is not { } first)
        {
            return null;
        }

        ulong length = BinaryPrimitives.ReadUInt32LittleEndian(first);
        ulong body = address + 4;
        return length is > 0 and < MaxEntry && Read(_file, _bytes, body, length) is { } bytes ? (bytes, body) : null;
    }

    private static byte[]? Read(ElfFile file, IElfBytes bytes, ulong address, ulong length)
    {
        foreach (ElfSegment segment in file.Segments)
        {
            ulong offset = address - segment.Address;
            if (address >= segment.Address && offset < segment.FileSize && length <= segment.FileSize - offset)
            {
                return bytes.Read(segment.FileOffset + offset, length);
            }
        }

        return null;
    }
}
