namespace FfiIsolation.DebugInfo;

/// <summary>The kinds of type that travel in different ways.</summary>
internal enum TypeClass
{
    /// <summary>Nothing that can be compared: void, an incomplete type, one that is not understood.</summary>
    None,
    Integer,
    Floating,
    Complex,
    Pointer,
    Record,
    Function,
}
