namespace FfiIsolation;

/// <summary>A type of C, with its size resolved for one data model. Immutable. The kinds are the sealed classes derived from it; more kinds will be
/// added, so a switch over them needs a default that refuses.</summary>
/// <remarks>Two types are equal when they are the same kind of the same name: <c>size_t</c> and <c>unsigned long</c> are not, though C takes them for one.</remarks>
public abstract class CType : IEquatable<CType>
{
    private protected CType(int size, int alignment)
    {
        Size = size;
        Alignment = alignment;
    }

    /// <summary>What <c>sizeof</c> says.</summary>
    /// <value>Bytes; 0 for types that have no size (<c>void</c>, opaque ones).</value>
    public int Size { get; }

    /// <summary>What <c>_Alignof</c> says.</summary>
    /// <value>Bytes, a power of two; 1 for types that have no size.</value>
    public int Alignment { get; }

    /// <summary>Whether the type can be passed by value: it has a size.</summary>
    public bool IsComplete => Size > 0;

    /// <summary>Whether two types are the same.</summary>
    /// <param name="left">One type.</param>
    /// <param name="right">The other.</param>
    /// <returns>True if they are equal.</returns>
    public static bool operator ==(CType? left, CType? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether two types differ.</summary>
    /// <param name="left">One type.</param>
    /// <param name="right">The other.</param>
    /// <returns>True if they are not equal.</returns>
    public static bool operator !=(CType? left, CType? right) => !(left == right);

    /// <inheritdoc/>
    public bool Equals(CType? other) =>
        ReferenceEquals(this, other) || (other is not null && other.GetType() == GetType() && EqualsSameKind(other));

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => Equals(obj as CType);

    /// <inheritdoc/>
    // The text tells any two types apart that EqualsSameKind tells apart; only its hash is needed, and only off the hot path.
    public sealed override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    /// <summary>The type as C writes it without a name, such as <c>const char *</c>.</summary>
    /// <returns>C text.</returns>
    public sealed override string ToString() => Declare(TypeQualifiers.None, "");

    /// <summary>A declaration in C: the type wound around a declarator, which may be empty.</summary>
    internal abstract string Declare(TypeQualifiers qualifiers, string declarator);

    private protected abstract bool EqualsSameKind(CType other);

    private protected static string Declare(TypeQualifiers qualifiers, string name, string declarator)
    {
        string text = qualifiers == TypeQualifiers.None ? name : QualifierText.Write(qualifiers) + " " + name;
        return declarator.Length == 0 ? text : text + " " + declarator;
    }
}
