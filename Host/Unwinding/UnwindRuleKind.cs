namespace FfiIsolation.Unwinding;

/// <summary>How a caller's register is found.</summary>
internal enum UnwindRuleKind
{
    /// <summary>Nothing is said: a register that functions preserve is as it was, another is not known.</summary>
    Unspecified,

    /// <summary>It is lost.</summary>
    Undefined,

    /// <summary>It is as it was.</summary>
    Same,

    /// <summary>It was saved at an offset from the frame's address.</summary>
    SavedAtOffset,

    /// <summary>It is the frame's address and an offset.</summary>
    Offset,

    /// <summary>It is in another register.</summary>
    InRegister,

    /// <summary>It was saved where an expression says.</summary>
    SavedAtExpression,

    /// <summary>It is what an expression says.</summary>
    Expression,
}
