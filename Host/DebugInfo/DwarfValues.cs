using System.Buffers.Binary;
using FfiIsolation.Unwinding;

namespace FfiIsolation.DebugInfo;

/// <summary>Reads values of attributes by their forms: DWARF 5, 7.5.6, and GNU's for .gnu_debugaltlink.</summary>
internal readonly struct DwarfValues(DwarfUnit unit, DwarfSections sections)
{
    private const int MostIndirections = 4;

    /// <summary>The value; null for a form that is not known, whose length is not known either.</summary>
    public DwarfValue? Read(ref DwarfReader reader, ushort form, long constant)
    {
        // DW_FORM_indirect: the form is in the value.
        for (int i = 0; form == 0x16; i++)
        {
            form = (ushort)reader.Unsigned();
            if (i == MostIndirections)
            {
                return null;
            }
        }

        return form switch
        {
            0x01 => Number(reader.UInt64()),                                     // addr
            0x03 => Skip(ref reader, reader.UInt16()),                           // block2
            0x04 => Skip(ref reader, reader.UInt32()),                           // block4
            0x05 => Number(reader.UInt16()),                                     // data2
            0x06 => Number(reader.UInt32()),                                     // data4
            0x07 => Number(reader.UInt64()),                                     // data8
            0x08 => Inline(ref reader),                                          // string
            0x09 or 0x18 => Skip(ref reader, reader.Unsigned()),                 // block, exprloc
            0x0A => Skip(ref reader, reader.Byte()),                             // block1
            0x0B or 0x0C => Number(reader.Byte()),                               // data1, flag
            0x0D => new DwarfValue(reader.Signed()),                             // sdata
            0x0E => Text(sections.Strings, reader.UInt32()),                     // strp
            0x0F => Number(reader.Unsigned()),                                   // udata
            0x10 => Reference(unit.Version == 2 ? reader.UInt64() : reader.UInt32()), // ref_addr: an address in DWARF 2
            0x11 => Reference((uint)unit.Start + (ulong)reader.Byte()),          // ref1
            0x12 => Reference((uint)unit.Start + (ulong)reader.UInt16()),        // ref2
            0x13 => Reference((uint)unit.Start + (ulong)reader.UInt32()),        // ref4
            0x14 => Reference((uint)unit.Start + reader.UInt64()),               // ref8
            0x15 => Reference((uint)unit.Start + reader.Unsigned()),             // ref_udata
            0x17 => Number(reader.UInt32()),                                     // sec_offset
            0x19 => new DwarfValue(1),                                           // flag_present
            0x1A => Indexed(reader.Unsigned()),                                  // strx
            0x1B => new DwarfValue((long)reader.Unsigned(), IsAddressIndex: true), // addrx
            0x1C => Nothing(reader.UInt32()),                                    // ref_sup4
            0x1D or 0x1F21 => Nothing(reader.UInt32()),                          // strp_sup, GNU_strp_alt: a text of another file
            0x1E => Skip(ref reader, 16),                                        // data16
            0x1F => Text(sections.LineStrings, reader.UInt32()),                 // line_strp
            0x20 => Nothing(reader.UInt64()),                                    // ref_sig8
            0x21 => new DwarfValue(constant),                                    // implicit_const
            0x22 or 0x23 => Number(reader.Unsigned()),                           // loclistx, rnglistx
            0x24 => Nothing(reader.UInt64()),                                    // ref_sup8
            0x25 => Indexed(reader.Byte()),                                      // strx1
            0x26 => Indexed(reader.UInt16()),                                    // strx2
            0x27 => Indexed(Three(ref reader)),                                  // strx3
            0x28 => Indexed(reader.UInt32()),                                    // strx4
            0x29 => new DwarfValue(reader.Byte(), IsAddressIndex: true),         // addrx1
            0x2A => new DwarfValue(reader.UInt16(), IsAddressIndex: true),       // addrx2
            0x2B => new DwarfValue(Three(ref reader), IsAddressIndex: true),     // addrx3
            0x2C => new DwarfValue(reader.UInt32(), IsAddressIndex: true),       // addrx4
            0x1F20 => Nothing(reader.UInt32()),                                  // GNU_ref_alt
            _ => null,
        };
    }

    private static DwarfValue Number(ulong value) => new((long)value);

    private static DwarfValue Nothing(ulong _) => default;

    private static DwarfValue Skip(ref DwarfReader reader, ulong length)
    {
        reader.Block(length);
        return default;
    }

    private static uint Three(ref DwarfReader reader) => reader.UInt16() | ((uint)reader.Byte() << 16);

    private DwarfValue Inline(ref DwarfReader reader)
    {
        int at = reader.Position;
        int length = at < unit.End ? sections.Info.AsSpan(at, unit.End - at).IndexOf((byte)0) : -1;
        reader.Block(length < 0 ? ulong.MaxValue : (ulong)length + 1);
        return new DwarfValue(Text: sections.Info, TextAt: at);
    }

    private static DwarfValue Text(byte[] section, ulong offset) => offset < (ulong)section.Length ? new DwarfValue(Text: section, TextAt: (int)offset) : default;

    private static DwarfValue Reference(ulong offset) => offset < int.MaxValue ? new DwarfValue(Reference: (int)offset) : default;

    private DwarfValue Indexed(ulong index)
    {
        ulong at = unit.StringOffsetsBase + (sizeof(uint) * index);
        ulong length = (ulong)sections.StringOffsets.Length;
        return index < int.MaxValue && at < length && length - at >= sizeof(uint)
            ? Text(sections.Strings, BinaryPrimitives.ReadUInt32LittleEndian(sections.StringOffsets.AsSpan((int)at)))
            : default;
    }
}
