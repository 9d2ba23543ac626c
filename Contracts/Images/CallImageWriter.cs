// Writes a call image. The counts come first since the tables follow each other: stack words, blocks, relocations.
using System.Buffers.Binary;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Images;

internal ref struct CallImageWriter
{
    private readonly Span<byte> _image;
    private readonly int _blocks;
    private readonly int _relocations;
    private int _blockCount;
    private int _relocationCount;

    /// <summary>Starts an image in <paramref name="destination"/>, which must hold <see cref="SizeOf"/> bytes.</summary>
    public CallImageWriter(Span<byte> destination, int stackWords, int stackAlignment, int blockCount, int relocationCount)
    {
        _image = destination[..SizeOf(stackWords, blockCount, relocationCount)];
        _image.Clear();
        _blocks = CallImageLayout.FixedSize + (stackWords * sizeof(ulong));
        _relocations = _blocks + (blockCount * CallImageLayout.BlockSize);
        Write32(CallImageLayout.Message, (uint)RequestMessage.Enter);
        Write32(CallImageLayout.Length, (uint)_image.Length);
        Write32(CallImageLayout.StackWords, (uint)stackWords);
        Write16(CallImageLayout.StackAlignment, (ushort)stackAlignment);
        Write32(CallImageLayout.BlockCount, (uint)blockCount);
        Write32(CallImageLayout.RelocationCount, (uint)relocationCount);
    }

    private CallImageWriter(Span<byte> image) => _image = image;

    /// <summary>Goes on with an image whose tables are written.</summary>
    public static CallImageWriter Over(Span<byte> image) => new(image);

    public static int SizeOf(int stackWords, int blockCount, int relocationCount) =>
        CallImageLayout.FixedSize + (stackWords * sizeof(ulong)) + (blockCount * CallImageLayout.BlockSize)
        + (relocationCount * CallImageLayout.RelocationSize);

    public readonly void SetFlags(ImageFlags flags) => Write16(CallImageLayout.Flags, (ushort)flags);

    /// <summary>System V where nothing else is set.</summary>
    public readonly void SetConvention(ImageConvention convention) => Write16(CallImageLayout.Convention, (ushort)convention);

    /// <summary>The offset in the image of an integer register, where a value or a relocation goes.</summary>
    public static int Integer(int register) => CallImageLayout.Integers + (register * sizeof(ulong));

    /// <summary>The offset in the image of the low half of a vector register.</summary>
    public static int Vector(int register) => CallImageLayout.Vectors + (register * CallImageLayout.VectorSize);

    /// <summary>The offset in the image of a word of the stack.</summary>
    public static int StackWord(int word) => CallImageLayout.FixedSize + (word * sizeof(ulong));

    public readonly void SetWord(int place, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(_image[place..], value);

    /// <summary>Writes a part of a value that is smaller or larger than a word.</summary>
    public readonly void SetBytes(int place, ReadOnlySpan<byte> bytes) => bytes.CopyTo(_image[place..]);

    /// <summary>Asks for the text behind the returned pointer, to be put at <paramref name="windowOffset"/> of the window.</summary>
    public readonly void SetFetch(FetchKind kind, ulong windowOffset, ulong limit)
    {
        Write16(CallImageLayout.FetchKind, (ushort)kind);
        SetWord(CallImageLayout.FetchOffset, windowOffset);
        Write32(CallImageLayout.FetchLimit, checked((uint)limit));
    }

    /// <param name="flags"><see cref="CallImageLayout.BlockGuarded"/>, or 0.</param>
    public void AddBlock(ulong windowOffset, ulong length, BlockDirection direction, uint flags)
    {
        int at = _blocks + (_blockCount++ * CallImageLayout.BlockSize);
        SetWord(at, windowOffset);
        SetWord(at + CallImageLayout.BlockLength, length);
        Write32(at + CallImageLayout.BlockFlags, (uint)direction | flags);
    }

    /// <summary>The word at <paramref name="place"/> of the image becomes the address of <paramref name="windowOffset"/> in the worker.</summary>
    public void Relocate(int place, ulong windowOffset)
    {
        int at = _relocations + (_relocationCount++ * CallImageLayout.RelocationSize);
        SetWord(at, (ulong)place);
        SetWord(at + CallImageLayout.RelocationValue, windowOffset);
    }

    /// <summary>Fills in what is known only when the worker is.</summary>
    public static void Address(Span<byte> image, ulong target, ulong sequence)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(image[CallImageLayout.Target..], target);
        BinaryPrimitives.WriteUInt64LittleEndian(image[CallImageLayout.Sequence..], sequence);
    }

    private readonly void Write16(int place, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(_image[place..], value);

    private readonly void Write32(int place, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(_image[place..], value);
}
