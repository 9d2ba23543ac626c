namespace FfiIsolation;

/// <summary>The keyword in front of a type's name.</summary>
public enum TagKind
{
    /// <summary>None: a typedef name, such as <c>FILE</c>.</summary>
    None,

    /// <summary><c>struct</c>.</summary>
    Struct,

    /// <summary><c>union</c>.</summary>
    Union,

    /// <summary><c>enum</c>.</summary>
    Enum,
}
