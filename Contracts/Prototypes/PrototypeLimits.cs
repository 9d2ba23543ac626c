namespace FfiIsolation;

/// <summary>How large a prototype or a block of declarations may be. Whatever exceeds one of these is refused with the limit's value in the error.</summary>
internal static class PrototypeLimits
{
    /// <summary>Length of a prototype's text, in UTF-16 code units.</summary>
    public const int MaximumLength = 64 * 1024;

    /// <summary>Length of a block of declarations, in UTF-16 code units: the largest preprocessed headers have about a million.</summary>
    public const int MaximumDeclarationsLength = 4 * 1024 * 1024;

    /// <summary>Parameters of one function. C promises 127 (C17 5.2.4.1); the call image has room for these, each as a long double.</summary>
    public const int MaximumParameters = 64;

    /// <summary>Arguments of one call of a variadic function, those of its parameters included.</summary>
    public const int MaximumArguments = MaximumParameters;

    /// <summary>Pointers to pointers to ... in one declarator. C promises 12.</summary>
    public const int MaximumPointerDepth = 32;

    /// <summary>Dimensions of one array. C promises 12 derivations.</summary>
    public const int MaximumDimensions = 32;

    /// <summary>Parentheses, braces and expressions within each other. C promises 63 for declarators, expressions and structs.</summary>
    public const int MaximumNesting = 63;

    /// <summary>Members of one struct or union. C promises 1023.</summary>
    public const int MaximumMembers = 4096;

    /// <summary>Names of one enum. C promises 1023.</summary>
    public const int MaximumEnumConstants = 65_536;

    /// <summary>Names that one block declares, of each sort (types, functions, variables).</summary>
    public const int MaximumDeclarations = 65_536;

    /// <summary>Types within types: what typedefs and members add up to over many declarations.</summary>
    public const int MaximumTypeDepth = 255;

    /// <summary>Members of one struct or union, those of what lies within it included, however little room it takes: unions and empty structs within each other double with each level.</summary>
    public const int MaximumParts = 1_048_576;

    /// <summary>Size of one type, in bytes.</summary>
    public const int MaximumTypeSize = 0x4000_0000;

    /// <summary>What <c>aligned</c> may ask for, in bytes: a page. GCC allows more; nothing could be placed so here.</summary>
    public const int MaximumAlignment = 4096;
}
