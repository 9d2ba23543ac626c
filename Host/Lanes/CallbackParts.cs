namespace FfiIsolation.Lanes;

/// <summary>What of a callback's record is used besides what the exchange brings of it: what is not read does not travel between processors.</summary>
[Flags]
internal enum CallbackParts
{
    None = 0,

    /// <summary>More than the first four integer registers and the low halves of two vector registers.</summary>
    Record = 1,

    /// <summary>The vector registers of the record.</summary>
    Vectors = 2,

    /// <summary>What its rules bring along.</summary>
    Data = 4,

    All = Record | Vectors | Data,
}
