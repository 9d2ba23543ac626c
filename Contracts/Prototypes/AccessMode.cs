namespace FfiIsolation;

/// <summary>What a function does with what a pointer parameter points at: the first argument of GCC's attribute <c>access</c>.</summary>
public enum AccessMode
{
    /// <summary><c>none</c>: the pointer is used, what it points at is not.</summary>
    None,

    /// <summary><c>read_only</c>.</summary>
    ReadOnly,

    /// <summary><c>write_only</c>: contents before the call do not matter.</summary>
    WriteOnly,

    /// <summary><c>read_write</c>.</summary>
    ReadWrite,
}
