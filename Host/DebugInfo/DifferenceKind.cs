namespace FfiIsolation.DebugInfo;

/// <summary>In what a declaration differs from the library.</summary>
internal enum DifferenceKind
{
    /// <summary>The number of parameters.</summary>
    Arity,

    /// <summary>Whether more arguments may follow.</summary>
    Variadic,

    /// <summary>The calling convention, as far as attributes say it.</summary>
    Convention,

    /// <summary>Integer, floating number, pointer or struct: another kind of register.</summary>
    Class,

    /// <summary>The number of bytes.</summary>
    Width,

    /// <summary>Where the members of a struct lie.</summary>
    Layout,

    /// <summary>Whether an integer has negative values.</summary>
    Sign,

    /// <summary>How many pointers lead to the value.</summary>
    PointerDepth,

    /// <summary>What a pointer points at.</summary>
    Pointee,

    /// <summary>Which number the name of an enum's constant stands for.</summary>
    Values,

    /// <summary>Whether the function writes what is declared <c>const</c>.</summary>
    Const,

    /// <summary>What frees the result.</summary>
    Deallocator,
}
