// Stops one thread of a worker from outside and reads its registers: ptrace(2) by PTRACE_SEIZE. It needs nothing of the worker: no handler, no signal that is not
// blocked, no memory that is whole. The thread that makes one is the only one that may use it, and what it has not let go is let go when it ends.
using System.Runtime.InteropServices;

namespace FfiIsolation.Processes;

internal sealed unsafe class StoppedThread : IDisposable
{
    private const int TracingStop = 128;         // PTRACE_EVENT_STOP
    private const int RegisterWords = 27;        // struct user_regs_struct
    private const int OriginalRax = 15;
    private const int PauseMilliseconds = 1;
    private const int LooksBeforePause = 200;

    /// <summary>Of struct user_regs_struct, what a crash report has, in its order.</summary>
    private static readonly int[] s_reported = [10, 5, 11, 12, 13, 14, 4, 19, 9, 8, 7, 6, 3, 2, 1, 0, 16, 18];

    private readonly int _thread;
    private readonly int _signal;

    private StoppedThread(int thread, int signal, ulong[] words)
    {
        _thread = thread;
        _signal = signal;
        Registers = Array.ConvertAll(s_reported, register => words[register]);
        SystemCall = (long)words[OriginalRax];
    }

    /// <summary>In the order of <see cref="Crashes.CrashRecord.RegisterNames"/>.</summary>
    public ulong[] Registers { get; }

    /// <summary>The number of the system call that it was in; negative for none.</summary>
    public long SystemCall { get; }

    /// <summary>Stops a thread. It stays stopped until this is disposed or the process is killed.</summary>
    /// <param name="patience">How long to wait until it has stopped: it may have to wait for a processor.</param>
    /// <param name="refusal">Why it could not be stopped.</param>
    public static StoppedThread? TryStop(ChildProcess process, int thread, TimeSpan patience, out string? refusal)
    {
        int error = 0;
        bool isHeld = process.TryWhileHeld(() =>
        {
            error = LinuxCalls.Trace(LinuxCalls.TraceSeize, thread, 0, null) == 0 ? 0 : Marshal.GetLastPInvokeError();
        });
        if (!isHeld || error != 0)
        {
            refusal = isHeld ? $"the kernel refused to stop it (ptrace: {Marshal.GetPInvokeErrorMessage(error)})" : "its process had ended";
            return null;
        }

        LinuxCalls.Trace(LinuxCalls.TraceInterrupt, thread, 0, null);
        if (WaitUntilStopped(thread, patience) is not { } status)
        {
            refusal = $"it did not stop within {patience.TotalMilliseconds} ms";
            return null;
        }

        ulong* words = stackalloc ulong[RegisterWords];
        var vector = new IoVector { Base = (nuint)words, Length = RegisterWords * sizeof(ulong) };
        bool isRead = LinuxCalls.Trace(LinuxCalls.TraceGetRegisters, thread, LinuxCalls.GeneralRegisters, &vector) == 0;

        // A signal that was about to be delivered is, once the thread goes on.
        int signal = status >> 8 == TracingStop ? 0 : status & 0x7F;
        refusal = isRead ? null : "its registers could not be read: it was ending";
        var stopped = new StoppedThread(thread, signal, new Span<ulong>(words, RegisterWords).ToArray());
        if (isRead)
        {
            return stopped;
        }

        stopped.Dispose();
        return null;
    }

    /// <summary>Lets it go on. Does nothing where its process was killed.</summary>
    public void Dispose() => LinuxCalls.Trace(LinuxCalls.TraceDetach, _thread, 0, (void*)_signal);

    /// <summary>Its stop alone is taken notice of: its end is for whoever reaps the process.</summary>
    private static int? WaitUntilStopped(int thread, TimeSpan patience)
    {
        long end = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        for (int look = 0; Environment.TickCount64 <= end; look++)
        {
            ChildSignal change = default;
            if (LinuxCalls.WaitForChange(LinuxCalls.WaitProcess, thread, &change, LinuxCalls.WaitStopped | LinuxCalls.WaitNoHang | LinuxCalls.WaitAnyKind) != 0)
            {
                if (Marshal.GetLastPInvokeError() != LinuxCalls.Interrupted)
                {
                    return null; // it is no child any more
                }
            }
            else if (change.Signal != 0)
            {
                return change.Status;
            }

            if (look >= LooksBeforePause)
            {
                LinuxCalls.Pause(PauseMilliseconds);
            }
        }

        return null;
    }
}
