namespace FfiIsolation.Abi;

/// <summary>Which of the two sets of registers.</summary>
internal enum RegisterFile
{
    /// <summary>The integer registers.</summary>
    Integer,

    /// <summary>The vector registers.</summary>
    Vector,
}
