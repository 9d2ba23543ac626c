namespace FfiIsolation;

internal enum NativeArgumentKind : byte
{
    /// <summary>No value was given: the default of the struct.</summary>
    Nothing = 0,
    Boolean,
    Signed,
    Unsigned,
    Float,
    Double,
    LongDouble,
    Text,
    Bytes,
    Buffer,
    Pointer,
    Kept,
    Transferred,
}
