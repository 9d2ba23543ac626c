using System.Buffers.Binary;

namespace FfiIsolation.Members;

/// <summary>Which worker the pointers within a value belong to: their bytes hold the address alone.</summary>
internal sealed class PointerOrigins
{
    private readonly Dictionary<int, NativePointer> _known = [];
    private int _generation;
    private bool _inSession;

    /// <summary>The whole value came from a worker, and every pointer in it.</summary>
    public void Filled(int generation, bool inSession)
    {
        _known.Clear();
        (_generation, _inSession) = (generation, inSession);
    }

    /// <summary>A worker may have changed any part: a pointer that was not there before is its own.</summary>
    public void Changed(int generation, bool inSession) => (_generation, _inSession) = (generation, inSession);

    public void Note(int offset, NativePointer pointer) => _known[offset] = pointer;

    /// <summary>The pointer whose address was read at an offset.</summary>
    public NativePointer Restore(int offset, ulong address) =>
        address == 0 ? NativePointer.Null
        : _known.TryGetValue(offset, out NativePointer known) && known.Address == address ? known
        : new NativePointer(address, _generation, _inSession);

    /// <summary>Takes over what is known of a part of another value.</summary>
    public void Copy(PointerOrigins source, CType type, ReadOnlySpan<byte> bytes, int sourceOffset, int offset)
    {
        foreach (int at in PointersIn(type, 0))
        {
            ulong address = BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);
            Note(offset + at, source.Restore(sourceOffset + at, address));
        }

        foreach ((int at, NativePointer pointer) in source._known)
        {
            if (at >= sourceOffset && at < sourceOffset + bytes.Length)
            {
                Note(offset + at - sourceOffset, pointer);
            }
        }
    }

    /// <summary>The pointers in a value that came from a worker. Of a union, only what was set as a pointer: its bytes may be a number.</summary>
    public IEnumerable<NativePointer> Of(CType type, ReadOnlyMemory<byte> bytes)
    {
        IEnumerable<int> places = _generation == 0 ? _known.Keys : _known.Keys.Union(PointersIn(type, 0));
        foreach (int at in places)
        {
            ulong address = BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span[at..]);
            bool isSet = !_known.TryGetValue(at, out NativePointer known) || known.Address == address;
            if (isSet && Restore(at, address) is { Generation: > 0 } pointer)
            {
                yield return pointer;
            }
        }
    }

    private static IEnumerable<int> PointersIn(CType type, int offset)
    {
        switch (type)
        {
            case PointerType:
                return [offset];
            case RecordType { Kind: TagKind.Struct } record:
                return record.Members.Where(member => member.BitWidth is null).SelectMany(member => PointersIn(member.Type, offset + member.Offset));
            case ArrayType { Length: > 0 } array when PointersIn(array.Element, 0).Any():
                return Enumerable.Range(0, array.Length.Value).SelectMany(index => PointersIn(array.Element, offset + (index * array.Element.Size)));
            default:
                return [];
        }
    }
}
