// The system calls of a seccomp listener (seccomp_unotify(2)), and of the socket that it arrives by.
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using FfiIsolation.Processes;

namespace FfiIsolation.Confining;

internal static unsafe partial class ListenerCalls
{
    private const nuint Receive = 0xC0502100;   // SECCOMP_IOCTL_NOTIF_RECV
    private const nuint Send = 0xC0182101;      // SECCOMP_IOCTL_NOTIF_SEND
    private const nuint IsValid = 0x40082102;   // SECCOMP_IOCTL_NOTIF_ID_VALID
    private const int QuestionSize = 80;        // struct seccomp_notif
    private const int AnswerSize = 24;          // struct seccomp_notif_resp
    private const uint Continue = 1;            // SECCOMP_USER_NOTIF_FLAG_CONTINUE
    private const int NotPermitted = 1;         // EPERM
    private const int NoEntry = 2;              // ENOENT
    private const int UnixSequentialCloseOnExec = 0x80005; // SOCK_SEQPACKET | SOCK_CLOEXEC
    private const int ControlSize = 24;         // CMSG_SPACE(sizeof(int))
    private const int ControlHead = 16;         // sizeof(struct cmsghdr)

    /// <summary>A pair of connected sockets: ours, and the worker's.</summary>
    /// <exception cref="IOException">The system refused; says why.</exception>
    public static (int Own, int Worker) CreatePair()
    {
        int* ends = stackalloc int[2];
        if (SocketPair(1 /* AF_UNIX */, UnixSequentialCloseOnExec, 0, ends) != 0)
        {
            throw LinuxCalls.Failure("create a pair of sockets");
        }

        int worker = ends[1];
        try
        {
            ends[0] = Spawner.MoveUp(ends[0], "create a pair of sockets");
            worker = -1;
            return (ends[0], Spawner.MoveUp(ends[1], "create a pair of sockets"));
        }
        catch
        {
            // The one that could not be moved is closed already.
            LinuxCalls.Close(worker >= 0 ? worker : ends[0]);
            throw;
        }
    }

    /// <summary>Takes the descriptor that the worker sent; negative where there is none.</summary>
    public static int TakeListener(int socket)
    {
        byte data;
        ulong* control = stackalloc ulong[ControlSize / sizeof(ulong)];
        var vector = new IoVector { Base = (nuint)(&data), Length = 1 };
        var message = new MessageHeader { Vectors = &vector, VectorCount = 1, Control = control, ControlLength = ControlSize };
        nint received = ReceiveMessage(socket, &message, 0x40000040 /* MSG_CMSG_CLOEXEC | MSG_DONTWAIT */);
        bool areDescriptors = received >= 0 && message.ControlLength >= ControlHead && ((uint*)control)[2] == 1 /* SOL_SOCKET */ && ((uint*)control)[3] == 1 /* SCM_RIGHTS */;

        // There is room for two by the kernel's count, and it gives as many as there is room for.
        int count = areDescriptors ? (int)Math.Min((control[0] - ControlHead) / sizeof(int), (ControlSize - ControlHead) / sizeof(int)) : 0;
        var descriptors = new ReadOnlySpan<int>(control + (ControlHead / sizeof(ulong)), count);
        if (count == 1 && received == 1)
        {
            return descriptors[0];
        }

        foreach (int descriptor in descriptors)
        {
            LinuxCalls.Close(descriptor);
        }

        return -1;
    }

    /// <summary>Takes a question; null where it was withdrawn meanwhile.</summary>
    /// <exception cref="IOException">This is no listener.</exception>
    public static (ulong Id, SystemCallQuestion Question)? Take(int listener)
    {
        byte* bytes = stackalloc byte[QuestionSize];
        var question = new Span<byte>(bytes, QuestionSize);
        question.Clear();
        if (Control(listener, Receive, bytes) != 0)
        {
            // Whatever else it was would be told as readable again and again.
            return Marshal.GetLastPInvokeError() is NoEntry or LinuxCalls.Interrupted ? null : throw LinuxCalls.Failure("take a question of a worker's listener");
        }

        ulong[] arguments = new ulong[6];
        MemoryMarshal.Cast<byte, ulong>(question[32..80]).CopyTo(arguments);
        return (
            BinaryPrimitives.ReadUInt64LittleEndian(question),
            new SystemCallQuestion(BinaryPrimitives.ReadInt32LittleEndian(question[16..]), BinaryPrimitives.ReadInt32LittleEndian(question[8..]), arguments));
    }

    /// <summary>Whether whoever asked still waits: if not, its number may be another's by now.</summary>
    public static bool StillWaits(int listener, ulong id) => Control(listener, IsValid, &id) == 0;

    public static void Answer(int listener, ulong id, bool allows)
    {
        byte* bytes = stackalloc byte[AnswerSize];
        var answer = new Span<byte>(bytes, AnswerSize);
        answer.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(answer, id);
        BinaryPrimitives.WriteInt32LittleEndian(answer[16..], allows ? 0 : -NotPermitted);
        BinaryPrimitives.WriteUInt32LittleEndian(answer[20..], allows ? Continue : 0);

        // Fails where the one who asked is gone; then nobody waits.
        Control(listener, Send, bytes);
    }

    [LibraryImport("libc", EntryPoint = "socketpair", SetLastError = true)]
    private static partial int SocketPair(int domain, int type, int protocol, int* descriptors);

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    private static partial nint ReceiveMessage(int socket, MessageHeader* message, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(int descriptor, nuint request, void* argument);

    /// <summary>struct msghdr.</summary>
    private struct MessageHeader
    {
        public void* Name;
        public uint NameLength;
        public IoVector* Vectors;
        public nuint VectorCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }
}
