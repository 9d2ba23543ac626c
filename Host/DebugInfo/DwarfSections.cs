using System.IO.Compression;
using FfiIsolation.Libraries;

namespace FfiIsolation.DebugInfo;

/// <summary>The sections of a file's debug information that say what its functions are. A section that is not there, or cannot be read, is empty.</summary>
internal sealed class DwarfSections
{
    /// <summary>The most that is read of one section, unpacked: 256 MB. What is larger counts as not there.</summary>
    private const ulong MaxBytes = ElfFile.MaxTableBytes;

    private const int CompressionHeaderSize = 24;
    private const uint Zlib = 1; // ELFCOMPRESS_ZLIB

    /// <param name="read">Gives a section by its name; an empty one where there is none.</param>
    public DwarfSections(Func<string, byte[]> read)
    {
        Info = read(".debug_info");
        Abbreviations = read(".debug_abbrev");
        Strings = read(".debug_str");
        LineStrings = read(".debug_line_str");
        StringOffsets = read(".debug_str_offsets");
        Addresses = read(".debug_addr");
    }

    public byte[] Info { get; }

    public byte[] Abbreviations { get; }

    public byte[] Strings { get; }

    public byte[] LineStrings { get; }

    public byte[] StringOffsets { get; }

    public byte[] Addresses { get; }

    /// <summary>Reads those of a file.</summary>
    /// <exception cref="DwarfBudgetException">They are too large.</exception>
    public static DwarfSections Of(ElfFile file, DwarfBudget budget)
    {
        using ElfStream? stream = ElfStream.TryOpen(file.Path);
        return new DwarfSections(name => stream is null ? [] : file.DebugSections.Where(section => section.Name == name).Select(section => Read(stream, section, budget)).FirstOrDefault() ?? []);
    }

    private static byte[]? Read(ElfStream file, ElfDebugSection section, DwarfBudget budget)
    {
        try
        {
            if (section.Size > MaxBytes || section.Size > (ulong)file.Length)
            {
                return null;
            }

            budget.Keep((long)section.Size);
            return file.Read(section.Offset, section.Size) is not { } bytes ? null : section.IsCompressed ? Unpack(bytes, budget) : bytes;
        }
        catch (Exception e) when (ElfStream.IsUnreadable(e) || e is InvalidDataException)
        {
            return null; // a declaration that cannot be checked is no worse than one of a library without debug information
        }
    }

    // Elf64_Chdr of the System V ABI: ch_type, ch_reserved, ch_size, ch_addralign.
    private static byte[]? Unpack(byte[] bytes, DwarfBudget budget)
    {
        if (bytes.Length < CompressionHeaderSize || BitConverter.ToUInt32(bytes) != Zlib || BitConverter.ToUInt64(bytes, 8) is var size && size > MaxBytes)
        {
            return null;
        }

        budget.Keep((long)size);
        using var packed = new ZLibStream(new MemoryStream(bytes, CompressionHeaderSize, bytes.Length - CompressionHeaderSize), CompressionMode.Decompress);
        byte[] unpacked = new byte[size];
        packed.ReadExactly(unpacked);
        return unpacked;
    }
}
