namespace FfiIsolation.Images;

/// <summary>How what an earlier call of a list gave becomes an argument (enum ffi_link_kind).</summary>
internal enum LinkKind : byte
{
    /// <summary>An integer becomes a word, zeros above.</summary>
    Unsigned = 0,

    /// <summary>An integer becomes a word, copies of the sign above.</summary>
    Signed = 1,

    /// <summary>The bytes as they are, to an argument's place.</summary>
    Bytes = 2,

    /// <summary>The bytes as they are, to another place in the window.</summary>
    Copy = 3,

    /// <summary>The address of what lies there.</summary>
    Address = 4,
}
