namespace FfiIsolation.Images;

/// <summary>How a row of a column becomes an argument (enum ffi_column_kind).</summary>
internal enum ColumnKind : uint
{
    /// <summary>A word, zeros above.</summary>
    Unsigned = 0,

    /// <summary>A word, copies of the sign above.</summary>
    Signed = 1,

    /// <summary>The bytes as they are.</summary>
    Bytes = 2,

    /// <summary>The address of the row's bytes.</summary>
    Address = 3,
}
