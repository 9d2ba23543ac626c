namespace FfiIsolation.Lanes;

/// <summary>What of a callback's record is used besides its head with the integer registers: what is not read does not travel between processors.</summary>
[Flags]
internal enum CallbackParts
{
    None = 0,

    /// <summary>The vector registers.</summary>
    Vectors = 1,

    /// <summary>What its rules bring along.</summary>
    Data = 2,

    All = Vectors | Data,
}
