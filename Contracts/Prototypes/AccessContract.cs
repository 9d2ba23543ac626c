namespace FfiIsolation;

/// <summary>One <c>__attribute__((access(mode, pointer, size)))</c> of a prototype. Indexes count from 0 here, from 1 in C text.</summary>
public sealed class AccessContract : IEquatable<AccessContract>
{
    internal AccessContract(AccessMode mode, int pointerIndex, int? sizeIndex)
    {
        Mode = mode;
        PointerIndex = pointerIndex;
        SizeIndex = sizeIndex;
    }

    /// <summary>The direction.</summary>
    public AccessMode Mode { get; }

    /// <summary>Which parameter is the pointer.</summary>
    /// <value>Index from 0 in <see cref="Prototype.Parameters"/>; always a pointer.</value>
    public int PointerIndex { get; }

    /// <summary>Which parameter says how many elements of the pointed-at type (bytes for <c>void *</c>) the function may touch.</summary>
    /// <value>Index from 0 in <see cref="Prototype.Parameters"/>, always of integer type; null if it is not said.</value>
    public int? SizeIndex { get; }

    /// <inheritdoc/>
    public bool Equals(AccessContract? other) =>
        other is not null && other.Mode == Mode && other.PointerIndex == PointerIndex && other.SizeIndex == SizeIndex;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as AccessContract);

    /// <inheritdoc/>
    public override int GetHashCode() => (((int)Mode * 67) + PointerIndex) * 67 + (SizeIndex ?? -1);

    /// <summary>The attribute as C writes it, such as <c>access(write_only, 1, 2)</c>.</summary>
    /// <returns>C text.</returns>
    public override string ToString()
    {
        string mode = Mode switch
        {
            AccessMode.ReadOnly => "read_only",
            AccessMode.WriteOnly => "write_only",
            AccessMode.ReadWrite => "read_write",
            _ => "none",
        };
        return SizeIndex is { } size ? $"access({mode}, {PointerIndex + 1}, {size + 1})" : $"access({mode}, {PointerIndex + 1})";
    }
}
