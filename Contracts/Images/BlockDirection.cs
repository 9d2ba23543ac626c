namespace FfiIsolation.Images;

/// <summary>Which way the bytes of a block travel.</summary>
[Flags]
internal enum BlockDirection : uint
{
    /// <summary>The host sends the bytes.</summary>
    In = 1,

    /// <summary>The host wants them back after the call. Without <see cref="In"/> the worker zeroes the block first.</summary>
    Out = 2,

    InOut = In | Out,
}
