using System.Buffers.Binary;
using System.Globalization;

namespace FfiIsolation.Libraries;

/// <summary>Judges a file by its first bytes: can the loader of this platform load it?</summary>
internal static class LibraryFile
{
    private const int HeaderLength = 20; // of an ELF header, up to what is judged first
    private const int ElfHeaderLength = 64; // sizeof(Elf64_Ehdr)
    private const ushort Relocatable = 1, Executable = 2, SharedObject = 3;
    private const ushort X64 = 62;
    private const int ProgramHeaderLength = 56; // sizeof(Elf64_Phdr)
    private const uint Loaded = 1; // PT_LOAD
    private const int PageSize = 4096;

    // e_machine of elf.h, those that a Linux user may meet.
    private static readonly Dictionary<ushort, string> Machines = new()
    {
        [3] = "Intel 80386", [8] = "MIPS", [20] = "PowerPC", [21] = "PowerPC 64", [22] = "IBM S/390", [40] = "ARM", [43] = "SPARC V9",
        [183] = "ARM aarch64", [243] = "RISC-V", [258] = "LoongArch",
    };

    /// <summary>Null if it looks loadable, else the reason, to be read after "path: ".</summary>
    public static string? WhyNotLoadable(FileHead file) => file.State switch
    {
        FileState.Missing => "no such file",
        FileState.Directory => "a directory",
        FileState.Unreadable => "may not be read",
        _ => WhyNotLoadable(file.Bytes.Span) ?? (file.FileSize is { } size ? WhyCutOff(file.Bytes.Span, size) : null),
    };

    private static string? WhyNotLoadable(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith("\u007fELF"u8))
        {
            return head switch
            {
                [] => "an empty file, a pipe or a device",
                _ when head.StartsWith("!<arch>"u8) => "a static archive, not a library to load",
                _ when IsLinkerScript(head) => "linker script, not a library",
                _ => "not an ELF file",
            };
        }

        if (head.Length < HeaderLength)
        {
            return "a cut-off ELF file";
        }

        if (head[4] == 1)
        {
            return "32-bit";
        }

        bool bigEndian = head[5] == 2;
        ushort type = Number(head[16..], bigEndian), machine = Number(head[18..], bigEndian);
        return (machine, type) switch
        {
            (not X64, _) => $"for another machine ({Machines.GetValueOrDefault(machine, $"number {machine}")})",
            (_, SharedObject) => null,
            (_, Relocatable) => "an object file, not a library",
            (_, Executable) => "an executable, not a library",
            _ => "not a library",
        };
    }

    /// <summary>The loader maps what the program headers say without a look at the size of the file, and dies of SIGBUS at the first page that is not there.</summary>
    private static string? WhyCutOff(ReadOnlySpan<byte> head, long size)
    {
        if (head.Length < ElfHeaderLength)
        {
            return "a cut-off ELF file";
        }

        ulong headers = BinaryPrimitives.ReadUInt64LittleEndian(head[32..]), pages = ((ulong)size + PageSize - 1) / PageSize * PageSize;
        int count = BinaryPrimitives.ReadUInt16LittleEndian(head[56..]);
        if ((UInt128)headers + (ulong)(count * ProgramHeaderLength) > (ulong)size)
        {
            return CutOff(size);
        }

        for (int i = 0; i < count && headers + (ulong)((i + 1) * ProgramHeaderLength) <= (ulong)head.Length; i++)
        {
            ReadOnlySpan<byte> header = head.Slice((int)headers + (i * ProgramHeaderLength), ProgramHeaderLength);
            ulong offset = BinaryPrimitives.ReadUInt64LittleEndian(header[8..]), length = BinaryPrimitives.ReadUInt64LittleEndian(header[32..]);
            if (BinaryPrimitives.ReadUInt32LittleEndian(header) == Loaded && (length > pages || offset > pages - length))
            {
                return CutOff(size);
            }
        }

        return null;
    }

    private static string CutOff(long size) => string.Create(CultureInfo.InvariantCulture, $"cut off: its headers tell of more than its {size:N0} bytes");

    // What distributions ship as libc.so, libm.so, libncurses.so in their -dev packages.
    private static bool IsLinkerScript(ReadOnlySpan<byte> head) =>
        head.IndexOf("GNU ld script"u8) >= 0 || StartsCommand(head, "GROUP"u8) || StartsCommand(head, "INPUT"u8)
        || StartsCommand(head, "OUTPUT_FORMAT"u8);

    private static bool StartsCommand(ReadOnlySpan<byte> head, ReadOnlySpan<byte> command) =>
        head.StartsWith(command) && head[command.Length..].TrimStart(" \t\n"u8).StartsWith("("u8);

    private static ushort Number(ReadOnlySpan<byte> bytes, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);
}
