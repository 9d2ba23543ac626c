using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace FfiIsolation.Confining;

/// <summary>realpath(3).</summary>
internal static unsafe partial class RealPath
{
    /// <summary>The path without links and dots; null where nothing is there.</summary>
    public static string? Of(string path)
    {
        byte* real = Resolve(path, null);
        try
        {
            return Utf8StringMarshaller.ConvertToManaged(real);
        }
        finally
        {
            NativeMemory.Free(real);
        }
    }

    [LibraryImport("libc", EntryPoint = "realpath", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial byte* Resolve(string path, byte* buffer);
}
