using System.Runtime.InteropServices;

namespace FfiIsolation.Processes;

/// <summary><c>struct iovec</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct IoVector
{
    public nuint Base;
    public nuint Length;
}
