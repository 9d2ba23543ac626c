using System.Runtime.InteropServices;
using System.Text;
using FfiIsolation.Libraries;
using FfiIsolation.Processes;
using FfiIsolation.Tests.Libraries;

namespace FfiIsolation.Tests.Processes;

/// <summary>Files that somebody else has made, or holds.</summary>
public sealed partial class RegularFileTests
{
    private const int LockExclusive = 2 | 4;             // LOCK_EX | LOCK_NB
    private const int SetLease = 1024, WriteLease = 1;   // F_SETLEASE, F_WRLCK
    private const int SetSignal = 10, Urgent = 23;       // F_SETSIG, SIGURG
    private const int TryAgain = 11;                     // EAGAIN

    [Fact(Timeout = 30_000)]
    public async Task A_named_pipe_is_not_waited_for()
    {
        using var folder = new TemporaryFolder();
        Tool.Run("mkfifo", "", folder.File("pipe"));
        await Task.Run(() => Assert.Throws<IOException>(() => RegularFile.Open(folder.File("pipe"))), TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("/dev/null", typeof(IOException))]
    [InlineData("/tmp", typeof(IOException))]
    [InlineData("/no/such/file", typeof(FileNotFoundException))]
    [InlineData("/dev/null/x", typeof(FileNotFoundException))]
    [InlineData("/dev/null\0x", typeof(FileNotFoundException))]
    public void What_is_no_regular_file_is_refused(string path, Type exception) => Assert.Throws(exception, () => RegularFile.Open(path));

    /// <summary>flock(2): who may read a file may have it for itself, as far as others ask.</summary>
    [Fact]
    public void A_file_that_another_has_locked_is_read()
    {
        using var folder = new TemporaryFolder();
        string path = Library(folder);
        int descriptor = Open(path, 0);
        try
        {
            Assert.Equal(0, Lock(descriptor, LockExclusive));
            Assert.Equal(FileState.File, new RealFiles().Read(path).State);
            Assert.Equal(100, new RealFiles().Text(path)?.Length);
            using ElfStream? stream = ElfStream.TryOpen(path);
            Assert.Equal(Encoding.ASCII.GetBytes("xx"), stream?.Read(98, 2));
        }
        finally
        {
            Close(descriptor);
        }
    }

    /// <summary>fcntl(2), F_SETLEASE: whoever opens such a file waits up to /proc/sys/fs/lease-break-time, 45 seconds, unless it says that it will not.</summary>
    [Fact]
    public void A_file_that_another_has_a_lease_of_is_not_waited_for()
    {
        using var folder = new TemporaryFolder();
        string path = Library(folder);
        int descriptor = Open(path, 0);
        try
        {
            // The holder is told that somebody wants it: by a signal that means nothing here, where SIGIO would end the process.
            Assert.Equal(0, Control(descriptor, SetSignal, Urgent));
            Assert.SkipUnless(Control(descriptor, SetLease, WriteLease) == 0, "The file system has no leases.");
            IOException error = Assert.Throws<IOException>(() => RegularFile.Open(path));
            Assert.Contains(Marshal.GetPInvokeErrorMessage(TryAgain), error.Message, StringComparison.Ordinal);
            Assert.Equal(FileState.Unreadable, new RealFiles().Read(path).State);
        }
        finally
        {
            Close(descriptor);
        }
    }

    private static string Library(TemporaryFolder folder)
    {
        File.WriteAllText(folder.File("x"), new string('x', 100));
        return folder.File("x");
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "flock")]
    private static partial int Lock(int descriptor, int operation);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command, int argument);
}
