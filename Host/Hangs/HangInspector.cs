// Looks at a worker whose call does not return: the registers and the stack of its call thread, and what all its threads do. From outside, by the kernel; the worker
// is asked nothing. What it reads is kept as it is: names and frames are worked out when somebody asks for them.
using FfiIsolation.Processes;

namespace FfiIsolation.Hangs;

internal static class HangInspector
{
    private const int MaxStackBytes = 256 * 1024;
    private const int MaxOtherStackBytes = 16 * 1024;
    private const int MaxThreads = 64;
    private const int PageBytes = 4096;

    /// <summary>How long a thread that is to run is watched, in milliseconds and how often, to see whether CPU time is used: where many want a processor, it may have to wait.</summary>
    private const int WatchedMilliseconds = 2;
    private const int Watches = 20;

    /// <summary>Where a pthread_mutex_t has the number of its owner, counted from the word that threads wait on (glibc, struct_mutex.h).</summary>
    private const int OwnerOffset = 8;

    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(100);

    /// <param name="callThread">The number of the thread, as the worker's flight recorder has it; that of another process is not believed.</param>
    /// <param name="gently">Whether the call goes on afterwards, so that the thread is not stopped in a system call which would end with EINTR.</param>
    /// <param name="meanwhile">Called once with what was seen, with the thread stopped where it could be.</param>
    public static void Inspect(ChildProcess process, int callThread, bool gently, Action<HangCapture> meanwhile)
    {
        IReadOnlyList<int> all = ThreadFiles.Of(process.Id);
        int thread = all.Contains(callThread) ? callThread : process.Id;
        ThreadFacts facts = Read(process.Id, thread);
        if (facts.State == 'R')
        {
            bool hasRun = UsesProcessor(process.Id);
            facts = Read(process.Id, thread) with { HasRun = hasRun };
        }

        ThreadFacts[] others = [.. all.Where(other => other != thread).Take(MaxThreads).Select(other => WithStack(process.Id, Read(process.Id, other), MaxOtherStackBytes))];
        StoppedThread? stopped = null;
        try
        {
            if (gently && facts is { State: not 'R', SystemCall: { } number } && !SystemCall.Of(number).IsRestarted)
            {
                facts = facts with { NotStopped = $"it was not stopped, since {SystemCall.Of(number).Name} might have ended with EINTR" };
            }
            else
            {
                stopped = StoppedThread.TryStop(process, thread, s_patience, out string? refusal);
                facts = stopped is null
                    ? facts with { NotStopped = refusal }
                    : facts with { Registers = stopped.Registers, SystemCall = facts.SystemCall ?? (stopped.SystemCall >= 0 ? stopped.SystemCall : null) };
            }

            meanwhile(new HangCapture(WithStack(process.Id, facts, MaxStackBytes), others, all.Count, ThreadFiles.Map(process.Id)));
        }
        finally
        {
            stopped?.Dispose();
        }
    }

    private static bool UsesProcessor(int process)
    {
        long before = ThreadFiles.ProcessorTime(process);
        for (int i = 0; i < Watches; i++)
        {
            LinuxCalls.Pause(WatchedMilliseconds);
            if (ThreadFiles.ProcessorTime(process) > before)
            {
                return true;
            }
        }

        return false;
    }

    private static ThreadFacts Read(int process, int thread) => ThreadFacts.Read(
        thread,
        ThreadFiles.Read(process, thread, "stat"),
        ThreadFiles.Read(process, thread, "syscall"),
        ThreadFiles.Read(process, thread, "schedstat"),
        ThreadFiles.Read(process, thread, "wchan"));

    private static ThreadFacts WithStack(int process, ThreadFacts thread, int limit)
    {
        if (thread.StackPointer is not { } pointer)
        {
            return thread;
        }

        int? owner = null;
        byte[] number = new byte[sizeof(int)];
        if (thread is { SystemCall: SystemCall.Futex, Arguments: [var address, ..] } && TryRead(process, address + OwnerOffset, number))
        {
            owner = BitConverter.ToInt32(number);
        }

        return thread with { Stack = ReadStack(process, pointer, limit), LockOwner = owner };
    }

    /// <summary>Page by page: nobody knows where a stack ends, or whether this is one.</summary>
    private static byte[] ReadStack(int process, ulong pointer, int limit)
    {
        byte[] stack = new byte[limit];
        int length = 0;
        while (length < limit)
        {
            int piece = Math.Min(limit - length, PageBytes - (int)((pointer + (ulong)length) % PageBytes));
            if (!TryRead(process, pointer + (ulong)length, stack.AsSpan(length, piece)))
            {
                break;
            }

            length += piece;
        }

        return stack[..length];
    }

    private static bool TryRead(int process, ulong address, Span<byte> destination)
    {
        try
        {
            ProcessMemory.Read(process, address, destination);
            return true;
        }
        catch (IOException)
        {
            return false; // not mapped, or not to be read
        }
    }
}
