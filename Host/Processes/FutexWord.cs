using System.Runtime.InteropServices;

namespace FfiIsolation.Processes;

/// <summary><c>struct futex_waitv</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct FutexWord
{
    private const uint Size32 = 2; // FUTEX2_SIZE_U32, shared between processes

    private ulong _value;
    private ulong _address;
    private uint _flags;
    private uint _reserved;

    public FutexWord(uint* word, uint value)
    {
        _value = value;
        _address = (ulong)word;
        _flags = Size32;
        _reserved = 0;
    }
}
