using System.Buffers.Binary;

namespace FfiIsolation.Images;

/// <summary>The blocks of an image, in order.</summary>
internal readonly ref struct BlockTable(ReadOnlySpan<byte> image)
{
    private readonly ReadOnlySpan<byte> _image = image;

    public Enumerator GetEnumerator() => new(_image);

    public ref struct Enumerator
    {
        private readonly ReadOnlySpan<byte> _table;
        private readonly int _count;
        private int _index = -1;

        public Enumerator(ReadOnlySpan<byte> image)
        {
            int stackWords = (int)BinaryPrimitives.ReadUInt32LittleEndian(image[CallImageLayout.StackWords..]);
            _count = (int)BinaryPrimitives.ReadUInt32LittleEndian(image[CallImageLayout.BlockCount..]);
            _table = image[checked(CallImageLayout.FixedSize + (stackWords * sizeof(ulong)))..];
        }

        public bool MoveNext() => ++_index < _count;

        public readonly Block Current
        {
            get
            {
                ReadOnlySpan<byte> block = _table.Slice(_index * CallImageLayout.BlockSize, CallImageLayout.BlockSize);
                return new Block(
                    BinaryPrimitives.ReadUInt64LittleEndian(block),
                    BinaryPrimitives.ReadUInt64LittleEndian(block[CallImageLayout.BlockLength..]),
                    (BlockDirection)BinaryPrimitives.ReadUInt32LittleEndian(block[CallImageLayout.BlockFlags..]) & BlockDirection.InOut);
            }
        }
    }
}
