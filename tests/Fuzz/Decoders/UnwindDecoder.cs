using FfiIsolation.Crashes;
using FfiIsolation.Libraries;
using FfiIsolation.Unwinding;

namespace FfiIsolation.Fuzz.Decoders;

/// <summary>A library's unwind tables (DWARF), and the walk over a stack by them.</summary>
internal sealed class UnwindDecoder : Decoder
{
    private static readonly ulong[] s_addresses = [.. ElfDecoder.Images.SelectMany(image => ElfFile.TryParse(image)!.Functions.Take(6)).Select(function => function.Address + 1)];

    public override string Name => "unwind";

    public override string Runs => "UnwindTable, CommonEntry, FrameProgram, DwarfExpression, DwarfReader, StackWalker";

    public override IReadOnlyList<byte[]> Samples { get; } = ElfDecoder.Images;

    public override IReadOnlyList<byte[]> Words { get; } =
        [[0x0F, 0x05], [0x10, 0x06, 0x04], [0x16, 0x07, 0x02], [0x0C, 0x07, 0x08], [0x90, 0x01], [0x0A], [0x0B], [0x41], [0x02, 0xFF], [0x03, 0xFF, 0xFF], [0x06], [0x2F, 0xFD, 0xFF], [0x28, 0xFD, 0xFF], Text("zR\0"), Text("zPLRS\0")];

    /// <summary>Mostly where the tables are.</summary>
    public override byte[] Make(Dice dice)
    {
        byte[] image = dice.Of(Samples);
        if (dice.OneIn(3) || ElfFile.TryParse(image)?.UnwindHeader is not { } header || header.FileOffset >= (ulong)image.Length)
        {
            return base.Make(dice);
        }

        int from = (int)header.FileOffset, length = Math.Min(image.Length - from, 2000);
        byte[] tables = Mutator.Damage(dice, image[from..(from + length)], image[from..(from + length)], Words);
        return [.. image[..from], .. tables, .. image[(from + length)..]];
    }

    public override bool Decode(byte[] input)
    {
        if (ElfFile.TryParse(input) is not { } file || UnwindTable.TryRead(file, new ElfImage(input)) is not { } table)
        {
            return false;
        }

        bool found = false;
        using (table)
        {
            foreach (ulong address in s_addresses)
            {
                found |= table.Find(address) is not null;
            }
        }

        MemoryMap map = MemoryMap.Parse("10000000-20000000 r-xp 00000000 00:00 1 /x\n7f0000000000-7f0000100000 rw-p 00000000 00:00 0 \n"u8);
        using var walker = new StackWalker(map, _ => UnwindTable.TryRead(file, new ElfImage(input)), address => address % 16 == 8 ? 0x10000000 + (address % 0x4000) : (address * 0x9E3779B97F4A7C15) >> 16);
        RegisterSet registers = RegisterSet.Of(0x10000000 + s_addresses[input.Length % s_addresses.Length], 0x7f0000001008);
        Look(walker.Walk(registers, 64).Count);
        return found;
    }
}
