using System.Runtime.InteropServices;

namespace FfiIsolation.Processes;

/// <summary>siginfo_t as waitid fills it (waitid(2)): 128 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal struct ChildSignal
{
    /// <summary>SIGCHLD where there was a change, 0 where there was none.</summary>
    [FieldOffset(0)]
    public int Signal;

    /// <summary>What changed: 5 (CLD_STOPPED) for a stop by a signal, 4 (CLD_TRAPPED) for one by a tracer.</summary>
    [FieldOffset(8)]
    public int Code;

    /// <summary>For a stopped tracee: the signal, and the event of the tracing shifted by 8.</summary>
    [FieldOffset(24)]
    public int Status;
}
