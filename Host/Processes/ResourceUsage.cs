using System.Runtime.InteropServices;

namespace FfiIsolation.Processes;

/// <summary><c>struct rusage</c> as far as it is used: 144 bytes on Linux x86-64.</summary>
[StructLayout(LayoutKind.Sequential, Size = 144)]
internal struct ResourceUsage
{
    public long UserSeconds;
    public long UserMicroseconds;
    public long SystemSeconds;
    public long SystemMicroseconds;

    /// <summary>The largest resident size in kibibytes.</summary>
    public long MaxResidentKibibytes;

    public readonly TimeSpan CpuTime =>
        TimeSpan.FromMicroseconds(((UserSeconds + SystemSeconds) * 1_000_000) + UserMicroseconds + SystemMicroseconds);
}
