namespace FfiIsolation.Generator.Records;

/// <summary>What a scalar in a struct is.</summary>
internal enum LeafKind
{
    Signed,
    Unsigned,

    /// <summary>An integer whose sign does not matter: an enum, a character.</summary>
    Integer,
    Floating,
    Boolean,
    Pointer,

    /// <summary>Bytes that are not looked into: a union, bit-fields.</summary>
    Bytes,
}
