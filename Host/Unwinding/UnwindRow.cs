namespace FfiIsolation.Unwinding;

/// <summary>How to get from one instruction of a function to the function's caller.</summary>
internal sealed class UnwindRow
{
    /// <summary>The register that the frame's address (CFA) is counted from, where no expression gives it.</summary>
    public int FrameRegister { get; set; }

    public long FrameOffset { get; set; }

    public ReadOnlyMemory<byte> FrameExpression { get; set; }

    /// <summary>By DWARF number; the return address is <see cref="RegisterSet.Rip"/>.</summary>
    public UnwindRule[] Rules { get; private init; } = new UnwindRule[RegisterSet.Count];

    /// <summary>The frame is one that the kernel made for a signal handler: where it leads to was interrupted, not left by a call.</summary>
    public bool IsSignalFrame { get; set; }

    public UnwindRow Copy() => new()
    {
        FrameRegister = FrameRegister,
        FrameOffset = FrameOffset,
        FrameExpression = FrameExpression,
        Rules = [.. Rules],
        IsSignalFrame = IsSignalFrame,
    };
}
