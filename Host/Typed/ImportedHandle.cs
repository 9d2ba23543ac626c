using System.ComponentModel;
using System.Runtime.InteropServices;

namespace FfiIsolation.Typed;

/// <summary>Makes the <see cref="SafeHandle"/> that a static import returns. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ImportedHandle
{
    /// <summary>A handle with an address in the worker, which its own release gives back by another import.</summary>
    /// <typeparam name="T">The handle's type.</typeparam>
    /// <param name="pointer">The address.</param>
    public static T Of<T>(NativePointer pointer)
        where T : SafeHandle, new()
    {
        var handle = new T();
        Marshal.InitHandle(handle, unchecked((nint)pointer.Address));
        return handle;
    }
}
