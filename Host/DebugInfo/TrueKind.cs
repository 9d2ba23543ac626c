namespace FfiIsolation.DebugInfo;

/// <summary>What kind of type the debug information tells of.</summary>
internal enum TrueKind
{
    /// <summary>Something that is not understood, and therefore not compared.</summary>
    Unknown,
    Void,
    Integer,
    Boolean,
    Enum,
    Floating,
    Complex,
    Pointer,
    Record,
    Array,
    Function,
}
