// The one crossing into native code. Every other signature is data: a call image.
using System.Runtime.InteropServices;

namespace FfiIsolation.Worker.Native;

internal static unsafe partial class Gate
{
    /// <summary>The address of the segment, whose header the worker's constructor filled in; null when this process was not started by a host.</summary>
    [LibraryImport("ffi_native", EntryPoint = "ffi_segment")]
    public static partial byte* Segment();

    /// <summary>Runs the image at <paramref name="image"/>.</summary>
    [LibraryImport("ffi_native", EntryPoint = "ffi_gate")]
    public static partial void Enter(byte* image, ulong room, uint depth);
}
