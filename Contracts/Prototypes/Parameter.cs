namespace FfiIsolation;

/// <summary>One parameter of a prototype. Immutable.</summary>
public sealed class Parameter : IEquatable<Parameter>
{
    internal Parameter(int index, string? name, CType type, TypeQualifiers qualifiers, int? minimumLength, bool isNonNull, AccessContract? access, OwnershipContract? ownership)
    {
        Index = index;
        Name = name;
        Type = type;
        Qualifiers = qualifiers;
        MinimumLength = minimumLength;
        IsNonNull = isNonNull;
        Access = access;
        Ownership = ownership;
    }

    /// <summary>Its place.</summary>
    /// <value>From 0.</value>
    public int Index { get; }

    /// <summary>Its name, or null if the prototype gives none.</summary>
    public string? Name { get; }

    /// <summary>Its type. An array parameter is the pointer that C makes of it.</summary>
    public CType Type { get; }

    /// <summary>Its own qualifiers: <see cref="TypeQualifiers.Restrict"/> for <c>char *restrict s</c>.</summary>
    public TypeQualifiers Qualifiers { get; }

    /// <summary>For <c>int a[static 4]</c>: the least number of elements the caller must give.</summary>
    /// <value>1 or more; null if the prototype does not say. A plain <c>int a[4]</c> says nothing in C.</value>
    public int? MinimumLength { get; }

    /// <summary>Whether null is forbidden: <c>__attribute__((nonnull))</c>, or <c>[static n]</c>.</summary>
    public bool IsNonNull { get; }

    /// <summary>What the function does with what this pointer points at, or null if the prototype does not say.</summary>
    public AccessContract? Access { get; }

    /// <summary>What becomes of the memory that this pointer points at, or null if the prototype does not say, so that it is borrowed for the call.</summary>
    public OwnershipContract? Ownership { get; }

    /// <inheritdoc/>
    public bool Equals(Parameter? other) =>
        other is not null && other.Index == Index && other.Name == Name && other.Type == Type && other.Qualifiers == Qualifiers
        && other.MinimumLength == MinimumLength && other.IsNonNull == IsNonNull && Equals(other.Access, Access) && Equals(other.Ownership, Ownership);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Parameter);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString()) + Index;

    /// <summary>The parameter as C writes it, without attributes.</summary>
    /// <returns>C text, such as <c>const char *s</c>.</returns>
    public override string ToString()
    {
        if (MinimumLength is { } length && Type is PointerType pointer)
        {
            string own = Qualifiers == TypeQualifiers.None ? "" : QualifierText.Write(Qualifiers) + " ";
            return pointer.Pointee.Declare(pointer.PointeeQualifiers, $"{Name}[static {own}{length}]");
        }

        return Type.Declare(Qualifiers, Name ?? "");
    }
}
