using FfiIsolation.Members;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Initializers;

/// <summary>The bytes that an initialiser fills. They grow where the type is an array of unknown length.</summary>
internal sealed class InitializerBytes(CType type)
{
    /// <summary>What one buffer of a call can hold.</summary>
    public static readonly int MaxBytes = (int)WindowLayout.MaxBlockBytes;

    private readonly Dictionary<(long Position, RecordDefinition Union), int> _selected = [];
    private byte[] _bytes = new byte[type.Size];
    private int _length = type.Size;

    /// <summary>The bytes, as far as the place reaches.</summary>
    public Span<byte> For(ValuePlace place)
    {
        int end = (int)((place.BitPosition + place.Bits + 7) / 8);
        if (end > _length)
        {
            _length = end;
            Array.Resize(ref _bytes, Math.Max(_bytes.Length, Math.Min(MaxBytes, Math.Max(end, 2 * _bytes.Length))));
        }

        return _bytes;
    }

    public void Clear(ValuePlace place) => place.In(For(place)).Clear();

    public void Copy(ValuePlace from, ValuePlace to)
    {
        Span<byte> bytes = For(to);
        from.In(bytes).CopyTo(to.In(bytes));
    }

    /// <summary>A union's member is given a value: of one that had one before nothing stays.</summary>
    public void SelectMember(ValuePlace place, RecordType union, int index)
    {
        var key = (place.BitPosition, union.Definition);
        if (_selected.TryGetValue(key, out int before) && before != index)
        {
            Clear(place);
        }

        _selected[key] = index;
    }

    public byte[] ToArray() => _bytes.AsSpan(0, _length).ToArray();
}
