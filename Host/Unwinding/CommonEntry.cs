namespace FfiIsolation.Unwinding;

/// <summary>What functions share in the tables (CIE).</summary>
internal sealed record CommonEntry
{
    private const int MaxAugmentation = 16;

    public required ulong CodeAlignment { get; init; }

    public required long DataAlignment { get; init; }

    public required byte PointerEncoding { get; init; }

    public required bool IsSignalFrame { get; init; }

    /// <summary>Whether what follows in a function's entry begins with a length to be skipped.</summary>
    public required bool HasAugmentation { get; init; }

    public required ReadOnlyMemory<byte> Instructions { get; init; }

    /// <param name="entry">The entry behind its length.</param>
    /// <param name="address">Its link address.</param>
    /// <returns>null for what is none, or none that is understood.</returns>
    public static CommonEntry? TryRead(ReadOnlyMemory<byte> entry, ulong address)
    {
        var reader = new DwarfReader(entry.Span);
        uint id = reader.UInt32();
        byte version = reader.Byte();
        if (id != 0 || version is not (1 or 3))
        {
            return null;
        }

        Span<byte> augmentation = stackalloc byte[MaxAugmentation];
        int length = 0;
        for (byte letter; (letter = reader.Byte()) != 0; augmentation[length++] = letter)
        {
            if (length == MaxAugmentation)
            {
                return null;
            }
        }

        ulong code = reader.Unsigned();
        long data = reader.Signed();
        ulong returnAddress = version == 1 ? reader.Byte() : reader.Unsigned();
        if (returnAddress != RegisterSet.Rip || (length > 0 && augmentation[0] != 'z'))
        {
            return null;
        }

        byte encoding = 0;
        bool isSignalFrame = false;
        if (length > 0)
        {
            ulong rest = reader.Unsigned();
            int end = reader.Position + (int)Math.Min(rest, int.MaxValue / 2);
            foreach (byte letter in augmentation[1..length])
            {
                switch (letter)
                {
                    case (byte)'R':
                        encoding = reader.Byte();
                        break;
                    case (byte)'L':
                        reader.Byte();
                        break;
                    case (byte)'S':
                        isSignalFrame = true;
                        break;
                    case (byte)'P':
                        byte personality = reader.Byte();
                        reader.Pointer((byte)(personality & 0x0F), address, isLength: true);
                        break;
                    default:
                        return null;
                }
            }

            reader.Position = end;
        }

        return reader.IsSound && reader.Position <= entry.Length
            ? new CommonEntry
            {
                CodeAlignment = code,
                DataAlignment = data,
                PointerEncoding = encoding,
                IsSignalFrame = isSignalFrame,
                HasAugmentation = length > 0,
                Instructions = entry[reader.Position..],
            }
            : null;
    }
}
