namespace FfiIsolation.DebugInfo;

/// <summary>What an entry of debug information is about: DWARF 5, table 7.3, as far as it is used here.</summary>
internal enum DwarfTag
{
    None = 0,
    ArrayType = 0x01,
    EnumerationType = 0x04,
    FormalParameter = 0x05,
    Member = 0x0D,
    PointerType = 0x0F,
    ReferenceType = 0x10,
    CompileUnit = 0x11,
    StructureType = 0x13,
    SubroutineType = 0x15,
    Typedef = 0x16,
    UnionType = 0x17,
    UnspecifiedParameters = 0x18,
    SubrangeType = 0x21,
    BaseType = 0x24,
    Enumerator = 0x28,
    ConstType = 0x26,
    Subprogram = 0x2E,
    VariantPart = 0x33,
    VolatileType = 0x35,
    RestrictType = 0x37,
    Namespace = 0x39,
    UnspecifiedType = 0x3B,
    PartialUnit = 0x3C,
    AtomicType = 0x47,
}
