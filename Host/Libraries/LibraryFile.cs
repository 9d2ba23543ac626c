using System.Buffers.Binary;

namespace FfiIsolation.Libraries;

/// <summary>Judges a file by its first bytes: can the loader of this platform load it?</summary>
internal static class LibraryFile
{
    private const int HeaderLength = 20;
    private const ushort Relocatable = 1, Executable = 2, SharedObject = 3;
    private const ushort X64 = 62;

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
        _ => WhyNotLoadable(file.Bytes.Span),
    };

    private static string? WhyNotLoadable(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith("\u007fELF"u8))
        {
            return head switch
            {
                [] => "an empty file",
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

    // What distributions ship as libc.so, libm.so, libncurses.so in their -dev packages.
    private static bool IsLinkerScript(ReadOnlySpan<byte> head) =>
        head.IndexOf("GNU ld script"u8) >= 0 || StartsCommand(head, "GROUP"u8) || StartsCommand(head, "INPUT"u8)
        || StartsCommand(head, "OUTPUT_FORMAT"u8);

    private static bool StartsCommand(ReadOnlySpan<byte> head, ReadOnlySpan<byte> command) =>
        head.StartsWith(command) && head[command.Length..].TrimStart(" \t\n"u8).StartsWith("("u8);

    private static ushort Number(ReadOnlySpan<byte> bytes, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);
}
