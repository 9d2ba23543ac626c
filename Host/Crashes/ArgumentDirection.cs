namespace FfiIsolation;

/// <summary>Which way the bytes behind an argument travel.</summary>
public enum ArgumentDirection
{
    /// <summary>To the function.</summary>
    In,

    /// <summary>From the function.</summary>
    Out,

    /// <summary>Both ways.</summary>
    InOut,
}
