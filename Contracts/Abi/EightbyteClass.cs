namespace FfiIsolation.Abi;

/// <summary>The classes of the System V ABI, 3.2.3, one for each 8 bytes of a value. MEMORY is the absence of classes.</summary>
internal enum EightbyteClass
{
    /// <summary>NO_CLASS: padding alone.</summary>
    None,

    /// <summary>INTEGER.</summary>
    Integer,

    /// <summary>SSE: the low 8 bytes of a vector register.</summary>
    Sse,

    /// <summary>SSEUP: the next 8 bytes of the vector register before.</summary>
    SseUp,

    /// <summary>X87: the significand of a long double.</summary>
    X87,

    /// <summary>X87UP: its sign and exponent.</summary>
    X87Up,

    /// <summary>COMPLEX_X87: a complex long double.</summary>
    ComplexX87,
}
