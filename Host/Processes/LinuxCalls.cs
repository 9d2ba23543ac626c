// The few system calls that .NET has no face for. Numbers and constants are those of Linux x86-64.
using System.Runtime.InteropServices;

namespace FfiIsolation.Processes;

internal static unsafe partial class LinuxCalls
{
    public const int CloseOnExec = 0x80000;      // O_CLOEXEC, EFD_CLOEXEC
    public const int NonBlocking = 0x800;        // O_NONBLOCK, EFD_NONBLOCK
    public const int NoControllingTerminal = 0x100; // O_NOCTTY
    public const int ReadWrite = 2;              // O_RDWR
    public const int DuplicateCloseOnExec = 1030; // F_DUPFD_CLOEXEC
    public const int SetStatusFlags = 4;         // F_SETFL
    public const int AddSeals = 1033;            // F_ADD_SEALS
    public const int SealSealShrinkGrow = 7;     // F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW
    public const int SealAll = 15;               // and F_SEAL_WRITE
    public const uint MemfdCloseOnExecSealable = 3;
    public const short PollIn = 1;
    public const short PollPeerHungUp = 0x2000;  // POLLRDHUP
    public const int WaitNoHang = 1;
    public const int WaitWithoutTaking = 0x01000000; // WNOWAIT
    public const int SignalKill = 9;
    public const int SocketLevel = 1;            // SOL_SOCKET
    public const int PeerCredentials = 17;       // SO_PEERCRED
    public const int Interrupted = 4;            // EINTR

    public const int ReadAndWrite = 3;           // PROT_READ | PROT_WRITE
    public const int SharedWithoutReserve = 0x4001; // MAP_SHARED | MAP_NORESERVE
    public const int AdviceRemove = 9;           // MADV_REMOVE

    public const int TraceDetach = 17;           // PTRACE_DETACH
    public const int TraceGetRegisters = 0x4204; // PTRACE_GETREGSET
    public const int TraceSeize = 0x4206;        // PTRACE_SEIZE
    public const int TraceInterrupt = 0x4207;    // PTRACE_INTERRUPT
    public const int GeneralRegisters = 1;       // NT_PRSTATUS
    public const int WaitProcess = 1;            // P_PID
    public const int WaitAnyKind = 0x40000000;   // __WALL
    public const int WaitStopped = 2;            // WSTOPPED

    public const int AccessExecute = 1;          // X_OK

    private const int PidfdOpenNumber = 434;
    private const int FstatNumber = 5;

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    public static partial int Pipe(int* descriptors, int flags);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    public static partial int EventDescriptor(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(PollDescriptor* descriptors, nuint count, int timeoutMilliseconds);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int descriptor, void* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int descriptor, void* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "wait4", SetLastError = true)]
    public static partial int Wait(int processId, int* status, int options, ResourceUsage* usage);

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    public static partial int GetTime(int clock, long* secondsAndNanoseconds);

    [LibraryImport("libc", EntryPoint = "waitid", SetLastError = true)]
    public static partial int WaitForChange(int kind, int id, ChildSignal* change, int options);

    [LibraryImport("libc", EntryPoint = "ptrace", SetLastError = true)]
    public static partial nint Trace(int request, int thread, nint address, void* data);

    [LibraryImport("libc", EntryPoint = "getrusage", SetLastError = true)]
    public static partial int GetOwnUsage(int who, ResourceUsage* usage);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static partial int Control(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial int CreateMemoryFile(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    public static partial int SetLength(int descriptor, long length);

    [LibraryImport("libc", EntryPoint = "pread", SetLastError = true)]
    public static partial nint ReadAt(int descriptor, void* buffer, nuint count, long offset);

    [LibraryImport("libc", EntryPoint = "pwrite", SetLastError = true)]
    public static partial nint WriteAt(int descriptor, void* buffer, nuint count, long offset);

    [LibraryImport("libc", EntryPoint = "process_vm_readv", SetLastError = true)]
    public static partial nint ReadProcess(int process, IoVector* local, nuint localCount, IoVector* remote, nuint remoteCount, nuint flags);

    [LibraryImport("libc", EntryPoint = "process_vm_writev", SetLastError = true)]
    public static partial nint WriteProcess(int process, IoVector* local, nuint localCount, IoVector* remote, nuint remoteCount, nuint flags);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    public static partial byte* Map(void* address, nuint length, int protection, int flags, int descriptor, long offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    public static partial int Unmap(void* address, nuint length);

    [LibraryImport("libc", EntryPoint = "getrandom", SetLastError = true)]
    public static partial nint GetRandom(void* buffer, nuint length, uint flags);

    [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
    public static partial int Advise(void* address, nuint length, int advice);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    public static partial int GetSocketOption(int descriptor, int level, int name, void* value, uint* length);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint first, nint second);

    // posix_spawn and what it is told: the three opaque structures are smaller than this in glibc (336, 80 and 128 bytes).
    public const int SpawnStructureSize = 512;

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Spawn(int* processId, string path, void* actions, void* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    public static partial int InitializeActions(void* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    public static partial int DestroyActions(void* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    public static partial int AddDuplicate(void* actions, int from, int to);

    /// <summary>Of a descriptor that is not open too (posix_spawn_file_actions_addclose(3), sysdeps/unix/sysv/linux/spawni.c).</summary>
    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addclose")]
    public static partial int AddClose(void* actions, int descriptor);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addclosefrom_np")]
    public static partial int AddCloseFrom(void* actions, int first);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    public static partial int InitializeAttributes(void* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    public static partial int DestroyAttributes(void* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    public static partial int SetSpawnFlags(void* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    public static partial int SetSignalMask(void* attributes, void* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    public static partial int SetDefaultSignals(void* attributes, void* signals);

    [LibraryImport("libc", EntryPoint = "sigemptyset")]
    public static partial int EmptySignals(void* signals);

    [LibraryImport("libc", EntryPoint = "sigfillset")]
    public static partial int FillSignals(void* signals);

    /// <summary>Lets some milliseconds pass on this thread.</summary>
    public static void Pause(int milliseconds) => Poll(null, 0, milliseconds);

    public static int OpenProcess(int processId) => (int)SystemCall(PidfdOpenNumber, processId, 0);

    /// <summary>fstat, which the C library has under that name only since glibc 2.33.</summary>
    /// <param name="status">A <c>struct stat</c> of the kernel.</param>
    public static int StatusOf(int descriptor, void* status) => (int)SystemCall(FstatNumber, descriptor, (nint)status);

    /// <summary>The error that a system call left, with what was being done.</summary>
    public static IOException Failure(string doing, int? error = null)
    {
        int number = error ?? Marshal.GetLastPInvokeError();
        return new IOException($"Cannot {doing}: {Marshal.GetPInvokeErrorMessage(number)} (errno {number}).");
    }
}
