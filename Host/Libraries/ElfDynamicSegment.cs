// What the loader itself reads, for libraries from which the table of sections was taken away: the same tables by their addresses. System V ABI, chapter 5; the hash table of GNU is described nowhere but in binutils.
using System.Buffers.Binary;

namespace FfiIsolation.Libraries;

/// <summary>Makes of the dynamic segment the rows that a section table would have. Reads bytes that anybody may have written: what leads outside of the file is left out.</summary>
/// <param name="read">Reads so many bytes at a place of the file; null where there are not as many.</param>
internal sealed class ElfDynamicSegment(IReadOnlyList<ElfSegment> segments, Func<ulong, ulong, byte[]?> read)
{
    private const int EntrySize = 16, SymbolSize = 24;

    private readonly Dictionary<ulong, ulong> _values = [];

    /// <param name="offset">Of the segment, in the file.</param>
    /// <param name="size">Bytes.</param>
    /// <returns>The strings are the first; none where there are none.</returns>
    public List<ElfSection> Sections(ulong offset, ulong size)
    {
        byte[] entries = read(offset, size) ?? [];
        for (int at = 0; at + EntrySize <= entries.Length && U64(entries, at) != 0; at += EntrySize)
        {
            _values[U64(entries, at)] = U64(entries, at + 8);
        }

        // DT_STRTAB, DT_STRSZ, DT_SYMTAB, DT_VERSYM, DT_VERDEF, DT_VERNEED
        var sections = new List<ElfSection>();
        if (Place(5) is { } strings && _values.TryGetValue(10, out ulong length) && length <= strings.Left)
        {
            sections.Add(new ElfSection(0, 3, 0, strings.Offset, length, 0));
            Add(sections, ElfReader.DynamicTable, (offset, size), size);
            ulong symbols = Symbols();
            Add(sections, ElfReader.DynamicSymbolTable, Place(6), symbols * SymbolSize);
            Add(sections, ElfReader.VersionIndexes, Place(0x6FFFFFF0), symbols * sizeof(ushort));
            Add(sections, ElfReader.VersionDefinitions, Place(0x6FFFFFFC), null);
            Add(sections, ElfReader.VersionNeeds, Place(0x6FFFFFFE), null);
        }

        return sections;
    }

    /// <param name="size">null for what tells itself where it ends.</param>
    private static void Add(List<ElfSection> sections, uint type, (ulong Offset, ulong Left)? place, ulong? size)
    {
        if (place is { } at && (size ?? at.Left) <= at.Left)
        {
            sections.Add(new ElfSection(0, type, 0, at.Offset, size ?? at.Left, 0));
        }
    }

    /// <summary>How many there are, by one of the hash tables that find them: DT_HASH, DT_GNU_HASH.</summary>
    private ulong Symbols() => Place(4) is { } hash && read(hash.Offset, 8) is { } head ? U32(head, 4) : Place(0x6FFFFEF5) is { } gnu ? OfGnuHash(read(gnu.Offset, gnu.Left) ?? []) : 0;

    private static ulong OfGnuHash(byte[] table)
    {
        if (table.Length < 16)
        {
            return 0;
        }

        (ulong buckets, ulong first, ulong words) = (U32(table, 0), U32(table, 4), U32(table, 8));
        ulong start = 16 + (8 * words), chains = start + (4 * buckets), last = 0;
        for (ulong at = start; at < chains && at + 4 <= (ulong)table.Length; at += 4)
        {
            last = Math.Max(last, U32(table, (int)at));
        }

        // The lowest bit of the last one of a chain is set.
        while (last >= first && chains + (4 * (last - first)) + 4 <= (ulong)table.Length && (U32(table, (int)(chains + (4 * (last - first)))) & 1) == 0)
        {
            last++;
        }

        return last == 0 ? 0 : last + 1;
    }

    /// <summary>Where an address of the dynamic segment is in the file, and how much of its segment lies from there on.</summary>
    private (ulong Offset, ulong Left)? Place(ulong tag)
    {
        if (_values.TryGetValue(tag, out ulong address))
        {
            foreach (ElfSegment segment in segments)
            {
                if (address - segment.Address < segment.FileSize)
                {
                    return (segment.FileOffset + (address - segment.Address), segment.FileSize - (address - segment.Address));
                }
            }
        }

        return null;
    }

    private static uint U32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));

    private static ulong U64(byte[] bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
}
