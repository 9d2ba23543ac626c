using FfiIsolation.Libraries;

namespace FfiIsolation.Fuzz.Decoders;

/// <summary>A library's file: symbols, what it needs, its segments.</summary>
internal sealed class ElfDecoder : Decoder
{
    public override string Name => "elf";

    public override string Runs => "ElfReader, ElfFile, ElfImage";

    public override IReadOnlyList<byte[]> Samples { get; } = [.. Images, .. Images.Select(WithoutSections)];

    public static IReadOnlyList<byte[]> Images { get; } = Find();

    public override IReadOnlyList<byte[]> Words { get; } = [[2, 0, 0, 0], [6, 0, 0, 0], [11, 0, 0, 0], [0x50, 0xE5, 0x74, 0x64], Text("GNU\0"), [0x7F, 0x45, 0x4C, 0x46, 2, 1]];

    public override bool Decode(byte[] input)
    {
        if (ElfFile.TryParse(input) is not { } file)
        {
            return false;
        }

        foreach (ElfSymbol symbol in file.Functions.Take(8))
        {
            file.TryFindFunction(symbol.Address + 1, out ElfSymbol? found);
            Look(found?.Name);
        }

        Look(file.ToLinkAddress(0x1000));
        Look(file.ToLinkAddress(ulong.MaxValue));
        Look(file.SoName);
        Look(file.BuildId);
        Look(file.ExportedNames.Count + file.Needed.Count);
        return true;
    }

    /// <summary>One whose tables are found by what the loader reads.</summary>
    private static byte[] WithoutSections(byte[] image)
    {
        byte[] bare = [.. image];
        bare.AsSpan(40, 8).Clear(); // e_shoff
        return bare;
    }

    /// <summary>The kernel's own library, and small ones of the system.</summary>
    private static List<byte[]> Find()
    {
        const int largest = 40_000;
        var images = new List<byte[]>();
        if (KernelLibrary.Bytes is ElfImage kernel && kernel.Read(0, (ulong)kernel.Length) is { } bytes)
        {
            images.Add(bytes);
        }

        foreach (string name in (string[])["libdl.so.2", "libutil.so.1", "libanl.so.1", "librt.so.1", "libpthread.so.0"])
        {
            string path = Path.Combine("/lib/x86_64-linux-gnu", name);
            if (File.Exists(path) && new FileInfo(path).Length < largest)
            {
                images.Add(File.ReadAllBytes(path));
            }
        }

        return images;
    }
}
