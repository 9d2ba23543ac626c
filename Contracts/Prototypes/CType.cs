namespace FfiIsolation;

/// <summary>A type of C, with its size resolved for one data model. Immutable. The kinds are the sealed classes derived from it; more kinds will be
/// added, so a switch over them needs a default that refuses.</summary>
/// <remarks>Two types are equal when they are the same kind of the same name, as text: <c>size_t</c> and <c>unsigned long</c> are not, though C takes them
/// for one; <see cref="IsCompatibleWith"/> asks as C does. A typedef is no kind of its own: it is the type it stands for, with another name.</remarks>
public abstract class CType : IEquatable<CType>
{
    private readonly int _size;
    private readonly int _alignment;
    private int? _typedefAlignment;

    private protected CType(int size, int alignment)
    {
        _size = size;
        _alignment = alignment;
    }

    /// <summary>What <c>sizeof</c> says.</summary>
    /// <value>Bytes; 0 for types that have no size (<c>void</c>, opaque ones) and for GNU C's empty struct.</value>
    public int Size => SizeNow;

    /// <summary>What <c>_Alignof</c> says.</summary>
    /// <value>Bytes, a power of two; 1 for types that have no size.</value>
    public int Alignment => _typedefAlignment ?? NaturalAlignment;

    /// <summary>Whether the type has a size. One that has none cannot be passed by value, nor be a member.</summary>
    public bool IsComplete => IsCompleteNow;

    /// <summary>The typedef it was written as, such as <c>size_t</c>; null if it was written without one.</summary>
    public string? TypedefName { get; private set; }

    /// <summary>The alignment without what a typedef's <c>aligned</c> adds: an argument is placed by it (GCC's "main variant").</summary>
    internal virtual int NaturalAlignment => _alignment;

    /// <summary>How many types lie within each other here, for the limit that keeps recursions over types short. What a pointer to a record points at does not
    /// count: nothing follows it.</summary>
    internal virtual int Depth => 1;

    /// <summary>What there is to look at for who looks at all that lies in it, for the limit that keeps that short. An array counts once, unless only its elements make it long.</summary>
    internal virtual long Parts => 1;

    // Virtual for records alone, which are completed after pointers to them were made.
    private protected virtual int SizeNow => _size;

    private protected virtual bool IsCompleteNow => _size > 0;

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
        ReferenceEquals(this, other) || (other is not null && other.GetType() == GetType() && other.TypedefName == TypedefName
            && other._typedefAlignment == _typedefAlignment && EqualsSameKind(other));

    /// <summary>Whether C takes both for one type ("compatible", C17 6.2.7), whatever typedef names they were written by.</summary>
    /// <param name="other">The other type.</param>
    /// <returns>True if a function declared with one may be defined with the other.</returns>
    public bool IsCompatibleWith(CType other) => TypeCompatibility.AreCompatible(this, other ?? throw new ArgumentNullException(nameof(other)));

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => Equals(obj as CType);

    /// <inheritdoc/>
    // The text tells any two types apart that EqualsSameKind tells apart; only its hash is needed, and only off the hot path.
    public sealed override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    /// <summary>The type as C writes it without a name, such as <c>const char *</c>.</summary>
    /// <returns>C text.</returns>
    public sealed override string ToString() => Declare(TypeQualifiers.None, "");

    /// <summary>A declaration in C: the type wound around a declarator, which may be empty.</summary>
    internal string Declare(TypeQualifiers qualifiers, string declarator) =>
        TypedefName is { } name ? Declare(qualifiers, name, declarator) : DeclareUnnamed(qualifiers, declarator);

    /// <summary>The same type by a typedef's name.</summary>
    /// <param name="alignment">What the typedef's <c>aligned</c> says, which may also be less than the type's own; null where it says nothing.</param>
    internal CType Named(string typedefName, int? alignment = null)
    {
        var named = (CType)MemberwiseClone();
        named.TypedefName = typedefName;
        named._typedefAlignment = alignment ?? _typedefAlignment;
        return named;
    }

    private protected abstract string DeclareUnnamed(TypeQualifiers qualifiers, string declarator);

    private protected abstract bool EqualsSameKind(CType other);

    private protected static string Declare(TypeQualifiers qualifiers, string name, string declarator)
    {
        string text = qualifiers == TypeQualifiers.None ? name : QualifierText.Write(qualifiers) + " " + name;
        return declarator.Length == 0 ? text : text + " " + declarator;
    }
}
