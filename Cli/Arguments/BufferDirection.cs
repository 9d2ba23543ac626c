namespace FfiIsolation.Cli.Arguments;

/// <summary>What native code does with a buffer.</summary>
internal enum BufferDirection
{
    /// <summary>It reads.</summary>
    In,

    /// <summary>It fills: the contents before the call are zeros.</summary>
    Out,

    /// <summary>It reads and changes.</summary>
    InOut,
}
