namespace FfiIsolation;

/// <summary>How large a prototype may be. Whatever exceeds one of these is refused with the limit's value in the error.</summary>
internal static class PrototypeLimits
{
    /// <summary>Length of the text, in UTF-16 code units.</summary>
    public const int MaximumLength = 64 * 1024;

    /// <summary>Parameters of one function. C promises 127 (C17 5.2.4.1); the call image has room for these, each as a long double.</summary>
    public const int MaximumParameters = 64;

    /// <summary>Pointers to pointers to ... in one declarator. C promises 12.</summary>
    public const int MaximumPointerDepth = 32;

    /// <summary>Parentheses within parentheses, in declarators and attribute arguments. C promises 63 for declarators.</summary>
    public const int MaximumNesting = 63;
}
