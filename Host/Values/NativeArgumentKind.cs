namespace FfiIsolation;

internal enum NativeArgumentKind : byte
{
    /// <summary>No value was given: the default of the struct.</summary>
    Nothing = 0,
    Boolean,
    Signed,
    Unsigned,

    /// <summary>Of 128 bits, signed.</summary>
    SignedWide,

    /// <summary>Of 128 bits, unsigned.</summary>
    UnsignedWide,
    Half,
    Float,
    Double,
    LongDouble,

    /// <summary>Two doubles.</summary>
    Complex,
    LongDoubleComplex,

    /// <summary>A <see cref="NativeStruct"/>, which knows its C type.</summary>
    Struct,

    /// <summary>The bytes of a .NET struct.</summary>
    Value,
    Text,
    Bytes,
    Buffer,
    Pointer,

    /// <summary>A <see cref="NativeCallback"/>.</summary>
    Callback,
    Kept,
    Transferred,

    /// <summary>A <see cref="Lists.CallLink"/>: what an earlier call of a list gives.</summary>
    Link,
}
