// Opens files that a worker may have named, and may own. .NET's own opening waits: for a named pipe's writer, for a lease that another process holds; and
// its advisory lock (flock) fails where another process holds one, which whoever may read a file may do.
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace FfiIsolation.Processes;

internal static unsafe class RegularFile
{
    private const int NoSuchFile = 2, NoPermission = 1, AccessDenied = 13, NotADirectory = 20; // ENOENT, EPERM, EACCES, ENOTDIR
    private const int StatusSize = 144, StatusMode = 24;                                       // struct stat of Linux x86-64: asm/stat.h
    private const uint KindMask = 0xF000, Regular = 0x8000;                                    // S_IFMT, S_IFREG

    /// <summary>Opens a file for reading, and waits for nobody.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="IOException">It is no regular file, or another process has taken it for itself.</exception>
    public static SafeFileHandle Open(string path)
    {
        if (path.Contains('\0'))
        {
            throw new FileNotFoundException("A path has no NUL.", path);
        }

        int descriptor;
        while ((descriptor = LinuxCalls.Open(path, LinuxCalls.NonBlocking | LinuxCalls.NoControllingTerminal | LinuxCalls.CloseOnExec)) < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error != LinuxCalls.Interrupted)
            {
                string message = $"Cannot open {path}: {Marshal.GetPInvokeErrorMessage(error)}";
                throw error switch
                {
                    NoSuchFile or NotADirectory => new FileNotFoundException(message, path),
                    NoPermission or AccessDenied => new UnauthorizedAccessException(message),
                    _ => new IOException(message),
                };
            }
        }

        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        byte* status = stackalloc byte[StatusSize];
        if (LinuxCalls.StatusOf(descriptor, status) != 0 || (*(uint*)(status + StatusMode) & KindMask) != Regular)
        {
            handle.Dispose();
            throw new IOException($"{path} is no regular file.");
        }

        return handle;
    }

    /// <summary>The beginning of a file, all of it where it is shorter.</summary>
    public static byte[] ReadStart(string path, int length)
    {
        using SafeFileHandle file = Open(path);
        byte[] bytes = new byte[length];
        int done = 0, read;
        while (done < length && (read = RandomAccess.Read(file, bytes.AsSpan(done), done)) > 0)
        {
            done += read;
        }

        return bytes[..done];
    }

    /// <summary>The text of a file, up to a length in bytes.</summary>
    public static string ReadText(string path, int length) => Encoding.UTF8.GetString(ReadStart(path, length));
}
