namespace FfiIsolation;

/// <summary>What was done at the fault address.</summary>
public enum FaultAccess
{
    /// <summary>The processor did not say, or the death was no memory fault.</summary>
    Unknown,

    /// <summary>A load.</summary>
    Read,

    /// <summary>A store.</summary>
    Write,

    /// <summary>An instruction fetch.</summary>
    Execute,
}
