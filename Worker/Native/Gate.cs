// The one crossing into native code. Every other signature is data: a call image.
using System.Runtime.InteropServices;

namespace FfiIsolation.Worker.Native;

internal static unsafe partial class Gate
{
    /// <summary>Runs the image at <paramref name="image"/>; null runs nothing.</summary>
    /// <returns>The address of the segment, whose header the worker's constructor filled in; null when this process was not started by a host.</returns>
    [LibraryImport("ffi_native", EntryPoint = "ffi_gate")]
    public static partial byte* Enter(byte* image, ulong length);
}
