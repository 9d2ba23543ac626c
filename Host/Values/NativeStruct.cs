namespace FfiIsolation;

/// <summary>A C struct or union by value: its type and its bytes. Not safe for use from two threads at the same time.</summary>
public sealed class NativeStruct
{
    private readonly byte[] _bytes;

    /// <summary>Creates a value whose bytes are zero.</summary>
    /// <param name="type">Its type, complete.</param>
    /// <exception cref="ArgumentException">The type is not complete, so its size is not known.</exception>
    public NativeStruct(RecordType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        Type = type.IsComplete ? type : throw new ArgumentException($"{type} is declared but not defined, so its size is not known.", nameof(type));
        _bytes = new byte[type.Size];
    }

    /// <summary>Its type.</summary>
    public RecordType Type { get; }

    /// <summary>Its bytes, as C lays them out.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    internal Span<byte> Span => _bytes;
}
