// Reads the tables of an ELF64 file. System V ABI, chapters 4 and 5: https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html
using System.Buffers.Binary;
using System.Text;

namespace FfiIsolation.Libraries;

internal sealed class ElfReader
{
    private const int HeaderSize = 64, SectionSize = 64, SegmentSize = 56, SymbolSize = 24, DynamicSize = 16;
    public const uint DynamicTable = 6, DynamicSymbolTable = 11; // SHT_…
    private const uint SymbolTable = 2, NoBits = 8;
    public const uint VersionDefinitions = 0x6FFFFFFD, VersionNeeds = 0x6FFFFFFE, VersionIndexes = 0x6FFFFFFF; // SHT_GNU_…
    private const ushort AbsoluteSection = 0xFFF1;
    private const ulong CompressedFlag = 0x800; // SHF_COMPRESSED
    private const uint LoadedSegment = 1, DynamicSegment = 2, NoteSegment = 4, UnwindSegment = 0x6474E550; // PT_LOAD, PT_DYNAMIC, PT_NOTE, PT_GNU_EH_FRAME
    private const int MaxSymbols = 4_000_000, MaxSections = 65_536, MaxSegments = 4_096, MaxName = 4_096;

    /// <summary>What one file may cost in all: a hostile one can name the same bytes over and over.</summary>
    private const long MaxNameCharacters = 128 << 20;

    private readonly IElfBytes _bytes;
    private ulong _bytesLeft = 2 * ElfFile.MaxTableBytes;
    private long _charactersLeft = MaxNameCharacters;
    private readonly List<ElfSymbol> _functions = [];
    private readonly SortedSet<string> _exported = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ulong> _data = new(StringComparer.Ordinal);
    private readonly List<string> _needed = [];
    private readonly List<ElfSegment> _segments = [];
    private readonly List<ElfExport> _exports = [];
    private readonly ElfVersions _versions;
    private string? _soName, _runPath, _loaderPath, _buildId, _debugLink;
    private ElfSegment? _unwindHeader, _dynamic;
    private readonly List<ElfDebugSection> _debugSections = [];
    private bool _hasSymbolTable;

    private ElfReader(IElfBytes bytes)
    {
        _bytes = bytes;
        _versions = new ElfVersions(Name);
    }

    public static ElfFile? TryRead(IElfBytes bytes, string path)
    {
        if (bytes.Read(0, HeaderSize) is not { } header || !IsElf64LittleEndian(header))
            return null;
        var reader = new ElfReader(bytes);
        reader.ReadSegments(header);
        reader.ReadSections(header);
        return new ElfFile(path, reader._functions)
        {
            SoName = reader._soName,
            Needed = reader._needed,
            RunPath = reader._runPath,
            LoaderPath = reader._loaderPath,
            Exports = reader._exports,
            Versions = reader._versions.Defined,
            NeededVersions = reader._versions.Needs,
            DebugSections = reader._debugSections,
            HasSymbolTable = reader._hasSymbolTable,
            DebugLink = reader._debugLink,
            Type = U16(header, 16),
            Length = bytes.Length,
            BuildId = reader._buildId,
            Machine = U16(header, 18),
            Segments = reader._segments,
            UnwindHeader = reader._unwindHeader,
            ExportedNames = [.. reader._exported],
            DataSizes = reader._data,
        };
    }

    private static bool IsElf64LittleEndian(byte[] header) =>
        U32(header, 0) == 0x464C457F && header[4] == 2 && header[5] == 1;

    private void ReadSegments(byte[] header)
    {
        var (offset, size, count) = (U64(header, 32), U16(header, 54), Math.Min((int)U16(header, 56), MaxSegments));
        if (size < SegmentSize || Read(offset, (ulong)size * (ulong)count) is not { } table)
            return;
        for (var at = 0; at + SegmentSize <= table.Length; at += size)
        {
            var (type, flags) = (U32(table, at), U32(table, at + 4));
            var (fileOffset, address, fileSize, memorySize) = (U64(table, at + 8), U64(table, at + 16), U64(table, at + 32), U64(table, at + 40));
            if (type == LoadedSegment)
                _segments.Add(new ElfSegment(fileOffset, fileSize, address, memorySize, (flags & 1) != 0));
            else if (type == DynamicSegment)
                _dynamic = new ElfSegment(fileOffset, fileSize, address, memorySize, false);
            else if (type == UnwindSegment)
                _unwindHeader = new ElfSegment(fileOffset, fileSize, address, memorySize, false);
            else if (type == NoteSegment && _buildId is null)
                ReadBuildId(fileOffset, Math.Min(fileSize, 4096));
        }
    }

    private void ReadBuildId(ulong offset, ulong size)
    {
        if (Read(offset, size) is not { } notes)
            return;
        for (var at = 0; at + 12 <= notes.Length;)
        {
            var (nameSize, descriptionSize, type) = (U32(notes, at), U32(notes, at + 4), U32(notes, at + 8));
            if (nameSize > 256 || descriptionSize > 1024)
                return;
            var description = at + 12 + (((int)nameSize + 3) & ~3);
            var end = description + (((int)descriptionSize + 3) & ~3);
            if (description + (int)descriptionSize > notes.Length)
                return;
            if (type == 3 && nameSize == 4 && notes.AsSpan(at + 12, 4).SequenceEqual("GNU\0"u8) && descriptionSize is > 0 and <= 64)
            {
                _buildId = Convert.ToHexStringLower(notes.AsSpan(description, (int)descriptionSize));
                return;
            }
            at = end;
        }
    }

    private void ReadSections(byte[] header)
    {
        var (offset, size, count) = (U64(header, 40), U16(header, 58), Math.Min((int)U16(header, 60), MaxSections));
        if (offset == 0 || count == 0)
        {
            // The loader does without.
            ReadTables(_dynamic is { } dynamic ? new ElfDynamicSegment(_segments, Read).Sections(dynamic.FileOffset, dynamic.FileSize) : []);
            return;
        }

        if (size < SectionSize || Read(offset, (ulong)size * (ulong)count) is not { } table)
            return;
        var sections = new List<ElfSection>(count);
        for (var at = 0; at + SectionSize <= table.Length; at += size)
            sections.Add(new ElfSection(U32(table, at), U32(table, at + 4), U64(table, at + 8), U64(table, at + 24), U64(table, at + 32), U32(table, at + 40)));

        ReadNames(sections, U16(header, 62));
        ReadTables(sections);
    }

    private void ReadTables(List<ElfSection> sections)
    {
        ReadVersions(sections);
        foreach (var section in sections)
        {
            if (section.Type is not (SymbolTable or DynamicSymbolTable or DynamicTable) || section.Link >= sections.Count)
                continue;
            var strings = sections[(int)section.Link];
            if (Read(section.Offset, section.Size) is not { } entries || Read(strings.Offset, strings.Size) is not { } names)
                continue;
            if (section.Type == DynamicTable)
                ReadDynamic(entries, names);
            else
                ReadSymbols(entries, names, section.Type == DynamicSymbolTable);
        }
    }

    /// <summary>By their names: what a debugger finds here.</summary>
    private void ReadNames(List<ElfSection> sections, int table)
    {
        if (table >= sections.Count || Read(sections[table].Offset, sections[table].Size) is not { } names)
            return;
        foreach (var section in sections)
        {
            // A file of debug information alone has the other sections by name too, without their bytes.
            if (section.Type == NoBits || section.Size == 0)
                continue;
            switch (Name(names, section.Name))
            {
                case { } name when name.StartsWith(".debug_", StringComparison.Ordinal):
                    _debugSections.Add(new ElfDebugSection(name, section.Offset, section.Size, (section.Flags & CompressedFlag) != 0));
                    break;
                case ".symtab":
                    _hasSymbolTable = true;
                    break;
                case ".gnu_debuglink" when Read(section.Offset, Math.Min(section.Size, MaxName)) is { } link:
                    _debugLink = Name(link, 0);
                    break;
            }
        }
    }

    private void ReadVersions(List<ElfSection> sections)
    {
        foreach (var section in sections)
        {
            if (section.Type is not (VersionDefinitions or VersionNeeds or VersionIndexes) || section.Link >= sections.Count || Read(section.Offset, section.Size) is not { } bytes)
                continue;
            var strings = sections[(int)section.Link];
            if (section.Type == VersionIndexes)
                _versions.ReadIndexes(bytes);
            else if (Read(strings.Offset, strings.Size) is not { } names)
                continue;
            else if (section.Type == VersionDefinitions)
                _versions.ReadDefinitions(bytes, names);
            else
                _versions.ReadNeeds(bytes, names);
        }
    }

    private void ReadDynamic(byte[] entries, byte[] names)
    {
        for (var at = 0; at + DynamicSize <= entries.Length; at += DynamicSize)
        {
            var (tag, value) = (U64(entries, at), U64(entries, at + 8));
            if (tag == 0)
                return;
            if (tag is not (1 or 14 or 15 or 29) || Name(names, value) is not { Length: > 0 } name)
                continue;
            if (tag == 1)
                _needed.Add(name);
            else if (tag == 14)
                _soName = name;
            else if (tag == 29)
                _runPath = name;
            else
                _loaderPath = name;
        }
    }

    private void ReadSymbols(byte[] entries, byte[] names, bool dynamic)
    {
        for (var at = 0; at + SymbolSize <= entries.Length && _functions.Count < MaxSymbols; at += SymbolSize)
        {
            var (type, binding) = (entries[at + 4] & 15, entries[at + 4] >> 4);
            var (visibility, section) = (entries[at + 5] & 3, U16(entries, at + 6));
            var (address, size) = (U64(entries, at + 8), U64(entries, at + 16));
            if (section == 0) // not defined here
                continue;
            var isFunction = type is 2 or 10; // STT_FUNC, STT_GNU_IFUNC
            var isExported = dynamic && binding is 1 or 2 or 10 && visibility is 0 or 3; // global, weak, unique; default, protected
            var isNamed = isFunction || (isExported && type is 0 or 1 or 6); // no type, object, thread-local
            if (!isNamed || Name(names, U32(entries, at)) is not { Length: > 0 } name)
                continue;
            if (isFunction && address != 0)
                _functions.Add(new ElfSymbol(name, address, size, isExported));
            if (dynamic && isExported && _exported.Count < MaxSymbols)
                _exported.Add(name);
            if (dynamic && isExported && type is 1 or 6) // object, thread-local
                _data[name] = size;
            if (dynamic && isExported && _exports.Count < MaxSymbols && !IsVersionItself(section, name))
                _exports.Add(new ElfExport(name, Kind(type), _versions.Of(at / SymbolSize, out var isDefault), isDefault, address, size));
        }
    }

    /// <summary>Linkers leave a symbol without a place behind for each version that they define.</summary>
    private bool IsVersionItself(ushort section, string name) => section == AbsoluteSection && _versions.Defines(name);

    private static ElfExportKind Kind(int type) => type switch
    {
        1 => ElfExportKind.Variable,
        2 => ElfExportKind.Function,
        6 => ElfExportKind.ThreadLocal,
        10 => ElfExportKind.ChosenFunction,
        _ => ElfExportKind.Untyped,
    };

    private byte[]? Read(ulong offset, ulong length)
    {
        if (length > _bytesLeft || _bytes.Read(offset, length) is not { } bytes)
            return null;
        _bytesLeft -= length;
        return bytes;
    }

    private string? Name(byte[] names, ulong offset)
    {
        if (offset >= (ulong)names.Length)
            return null;
        var bytes = names.AsSpan((int)offset);
        var end = bytes[..Math.Min(bytes.Length, MaxName)].IndexOf((byte)0);
        if (end < 0 || (_charactersLeft -= end) < 0)
            return null;
        var text = Encoding.UTF8.GetString(bytes[..end]);
        var version = text.IndexOf('@', StringComparison.Ordinal); // .symtab: memcpy@@GLIBC_2.14
        return Printable(version > 0 ? text[..version] : text);
    }

    private static string Printable(string text)
    {
        foreach (var c in text)
        {
            if (char.IsControl(c))
                return string.Concat(text.Select(x => char.IsControl(x) ? '?' : x));
        }
        return text;
    }

    private static ushort U16(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    private static uint U32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));

    private static ulong U64(byte[] bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
}
