namespace FfiIsolation;

/// <summary>The qualifiers of C, in the place where a type is used: types themselves carry none.</summary>
[Flags]
public enum TypeQualifiers
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary><c>const</c>.</summary>
    Const = 1,

    /// <summary><c>volatile</c>.</summary>
    Volatile = 2,

    /// <summary><c>restrict</c>: only on pointers.</summary>
    Restrict = 4,
}
