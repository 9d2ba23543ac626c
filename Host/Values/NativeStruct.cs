using FfiIsolation.Initializers;
using FfiIsolation.Members;

namespace FfiIsolation;

/// <summary>
/// A C struct or union by value: its type and its bytes. Members are read and written by the path that C uses: <c>value["inner.x"]</c>, <c>value["items[2].y"]</c>; those of unnamed
/// structs and unions as if they were its own. What does not fit is refused, never cut. Not safe for use from two threads at the same time.
/// </summary>
/// <remarks>
/// It can change, so it is equal to itself alone; <see cref="HasSameValue"/> compares what it holds. A nested struct is read as a copy, as an assignment in C makes one: changing the copy
/// changes nothing here. A pointer that was set here, or came with a result, keeps the session that it belongs to.
/// </remarks>
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

    internal ReadOnlyMemory<byte> Memory => _bytes;

    /// <summary>Which workers its pointers belong to.</summary>
    internal PointerOrigins Origins { get; } = new();

    /// <summary>A member as the .NET type nearest to its own: <see cref="int"/> for <c>int</c>, <see cref="Int128"/> for <c>__int128</c>, <see cref="System.Numerics.Complex"/> for
    /// <c>double _Complex</c>, <see cref="NativePointer"/> for a pointer, <see cref="NativeStruct"/> (a copy) for a struct, an array for an array.</summary>
    /// <param name="path">The member: <c>x</c>, <c>inner.y</c>, <c>items[2].z</c>.</param>
    /// <exception cref="ArgumentException">There is no such member (names near ones), or the value does not fit it.</exception>
    public object? this[string path]
    {
        get => new MemberReader(_bytes, Origins).Read(MemberPath.Find(Type, path));
        set => new MemberWriter(_bytes, Origins).Write(MemberPath.Find(Type, path), value);
    }

    /// <summary>Reads a value from text as C initialises one: <c>{1, 2}</c>, <c>{.x = 1, .inner = {2, 3}}</c>.</summary>
    /// <param name="type">Its type, complete.</param>
    /// <param name="initializer">The initialiser, with its braces.</param>
    /// <param name="declarations">Where else the names of constants come from; null for those of the enums in the type alone.</param>
    /// <exception cref="PrototypeException">The text is no initialiser of the type, has too many values, or one that is out of range; shows where.</exception>
    public static NativeStruct Parse(RecordType type, string initializer, Declarations? declarations = null)
    {
        ArgumentNullException.ThrowIfNull(initializer);
        var value = new NativeStruct(type);
        InitializerParser.Parse(type, initializer, declarations).CopyTo(value._bytes, 0);
        return value;
    }

    /// <summary>Reads a member as a type that can hold its value.</summary>
    /// <typeparam name="T">A number type or C# enum; <see cref="string"/> for an array of characters (up to its terminator; what is invalid becomes U+FFFD) and for the name of an enum's
    /// constant (its number, where it has none); an array; <see cref="NativePointer"/>; <see cref="NativeStruct"/>.</typeparam>
    /// <param name="path">The member.</param>
    /// <exception cref="ArgumentException">There is no such member.</exception>
    /// <exception cref="OverflowException">The value is not exactly a <typeparamref name="T"/>.</exception>
    /// <exception cref="InvalidCastException">No value of the member's type can become a <typeparamref name="T"/>.</exception>
    public T Get<T>(string path) => (T)new MemberReader(_bytes, Origins).Read(MemberPath.Find(Type, path), typeof(T))!;

    /// <summary>Writes a member.</summary>
    /// <param name="path">The member.</param>
    /// <param name="value">A number that it can hold exactly (a fraction is rounded to the nearest); a constant's name for an enum; text with room for its terminator, or as many elements as it
    /// has, for an array; a <see cref="NativePointer"/> or null for a pointer; a <see cref="NativeStruct"/> of its type for a struct.</param>
    /// <exception cref="ArgumentException">There is no such member, or the value does not fit; nothing has changed.</exception>
    public void Set(string path, object? value) => this[path] = value;

    /// <summary>A copy that changes independently.</summary>
    public NativeStruct Clone() => CopyOf(Type, _bytes, Origins, 0);

    /// <summary>Whether both are of the same type as C sees it and hold the same bits in every member. Padding does not count; 0 and -0 differ, a NaN is the same as itself.</summary>
    /// <param name="other">The other value.</param>
    public bool HasSameValue(NativeStruct? other) =>
        other is not null && Type.IsCompatibleWith(other.Type) && ValueMask.AreSame(Type, _bytes, other._bytes);

    /// <summary>The value as an initialiser, such as <c>{1, 2}</c>, which <see cref="Parse"/> reads back.</summary>
    public override string ToString() => InitializerText.Of(Type, _bytes);

    internal static NativeStruct CopyOf(RecordType type, ReadOnlySpan<byte> bytes, PointerOrigins origins, int offset)
    {
        var copy = new NativeStruct(type);
        bytes.CopyTo(copy._bytes);
        copy.Origins.Copy(origins, type, bytes, offset, 0);
        return copy;
    }
}
