namespace FfiIsolation;

/// <summary>What a prototype asks of whoever calls it, beyond numbers, bool and pointers.</summary>
internal enum CallFeature
{
    Variadic,
    StructByValue,
    UnionByValue,
    EnumByValue,
    Complex,
    Int128,
    Half,
    Quad,

    /// <summary>A parameter that is a function pointer.</summary>
    Callback,

    /// <summary>A result that is a function pointer.</summary>
    FunctionPointerResult,

    /// <summary>A parameter or result that points at an array.</summary>
    ArrayPointer,

    /// <summary><c>__attribute__((ms_abi))</c>.</summary>
    MicrosoftConvention,
}
