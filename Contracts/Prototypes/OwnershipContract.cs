namespace FfiIsolation;

/// <summary>One parameter of an <c>__attribute__((ownership_takes(malloc, 1)))</c> or <c>ownership_holds</c>, as Clang's analyzer has them: the function takes over what the pointer points at.</summary>
public sealed class OwnershipContract : IEquatable<OwnershipContract>
{
    internal OwnershipContract(string allocatorClass, bool isHeld, int pointerIndex)
    {
        AllocatorClass = allocatorClass;
        IsHeld = isHeld;
        PointerIndex = pointerIndex;
    }

    /// <summary>The allocator whose memory it has to be, such as <c>malloc</c>.</summary>
    public string AllocatorClass { get; }

    /// <summary>Whether the function keeps it (<c>ownership_holds</c>: it may still be used, but not freed) or frees it (<c>ownership_takes</c>).</summary>
    public bool IsHeld { get; }

    /// <summary>Which parameter is the pointer.</summary>
    /// <value>Index from 0 in <see cref="Prototype.Parameters"/>; always a pointer.</value>
    public int PointerIndex { get; }

    /// <inheritdoc/>
    public bool Equals(OwnershipContract? other) =>
        other is not null && other.AllocatorClass == AllocatorClass && other.IsHeld == IsHeld && other.PointerIndex == PointerIndex;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as OwnershipContract);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    /// <summary>The attribute as C writes it, such as <c>ownership_takes(malloc, 1)</c>.</summary>
    /// <returns>C text.</returns>
    public override string ToString() => $"{(IsHeld ? "ownership_holds" : "ownership_takes")}({AllocatorClass}, {PointerIndex + 1})";
}
