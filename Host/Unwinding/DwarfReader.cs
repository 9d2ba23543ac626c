using System.Buffers.Binary;

namespace FfiIsolation.Unwinding;

/// <summary>Reads what DWARF tables are made of. The bytes are a file's that anybody may have written: past their end everything is 0, and <see cref="IsSound"/> is false from then on.</summary>
internal ref struct DwarfReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; set; }

    public bool IsSound { get; private set; } = true;

    public readonly bool IsAtEnd => Position >= _bytes.Length;

    public byte Byte() => Take(1) is [var value] ? value : (byte)0;

    public ushort UInt16() => Take(2) is { Length: 2 } two ? BinaryPrimitives.ReadUInt16LittleEndian(two) : (ushort)0;

    public uint UInt32() => Take(4) is { Length: 4 } four ? BinaryPrimitives.ReadUInt32LittleEndian(four) : 0;

    public ulong UInt64() => Take(8) is { Length: 8 } eight ? BinaryPrimitives.ReadUInt64LittleEndian(eight) : 0;

    /// <summary>ULEB128.</summary>
    public ulong Unsigned()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64 && IsSound; shift += 7)
        {
            byte next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if ((next & 0x80) == 0)
            {
                return value;
            }
        }

        IsSound = false;
        return 0;
    }

    /// <summary>SLEB128.</summary>
    public long Signed()
    {
        long value = 0;
        for (int shift = 0; shift < 64 && IsSound; shift += 7)
        {
            byte next = Byte();
            value |= (long)(next & 0x7F) << shift;
            if ((next & 0x80) == 0)
            {
                return shift + 7 < 64 && (next & 0x40) != 0 ? value | (-1L << (shift + 7)) : value;
            }
        }

        IsSound = false;
        return 0;
    }

    public ReadOnlySpan<byte> Block(ulong length) => Take(length > int.MaxValue ? int.MaxValue : (int)length);

    /// <summary>A pointer in one of the encodings of .eh_frame (Linux Standard Base, 10.5.1).</summary>
    /// <param name="encoding">DW_EH_PE_….</param>
    /// <param name="addressOfStart">The link address of the first byte of what is read.</param>
    /// <param name="isLength">Whether it is a length, to which no base is added.</param>
    public ulong Pointer(byte encoding, ulong addressOfStart, bool isLength = false)
    {
        ulong at = addressOfStart + (ulong)Position;
        ulong value = (encoding & 0x0F) switch
        {
            0x00 or 0x04 or 0x0C => UInt64(),
            0x01 => Unsigned(),
            0x02 => UInt16(),
            0x03 => UInt32(),
            0x09 => (ulong)Signed(),
            0x0A => (ulong)(short)UInt16(),
            0x0B => (ulong)(int)UInt32(),
            _ => Unsound(),
        };
        return isLength ? value : (encoding & 0xF0) switch
        {
            0x00 => value,
            0x10 => at + value, // relative to the pointer itself
            _ => Unsound(),
        };
    }

    private ulong Unsound()
    {
        IsSound = false;
        return 0;
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (Position < 0 || length > _bytes.Length - Position)
        {
            IsSound = false;
            return default;
        }

        ReadOnlySpan<byte> taken = _bytes.Slice(Position, length);
        Position += length;
        return taken;
    }
}
