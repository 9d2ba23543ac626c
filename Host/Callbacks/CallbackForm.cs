namespace FfiIsolation.Callbacks;

/// <summary>How the bytes of a C value are to be understood.</summary>
internal enum CallbackForm
{
    Nothing,
    Boolean,

    /// <summary>An integer or enum of 8 bytes at most.</summary>
    Signed,

    /// <summary>An integer or enum of 8 bytes at most.</summary>
    Unsigned,
    Pointer,
    Half,
    Float,
    Double,
    LongDouble,

    /// <summary>A record, a complex number, an integer or floating number of 128 bits: its bytes.</summary>
    Bytes,
}
