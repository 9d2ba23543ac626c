using System.Runtime.InteropServices;

namespace FfiIsolation.ProcessTests.Cli;

/// <summary>What a debugger does, in its smallest form: ptrace(2). It attaches to a process, lets it go on, and passes on each signal that stops it.</summary>
internal static class Debugger
{
    private const int Continue = 7, Seize = 0x4206, Interrupt = 0x4207;
    private const int AllKinds = 0x40000000; // __WALL
    private const int TracingStop = 128;     // PTRACE_EVENT_STOP

    /// <summary>Debugs the process until it has ended.</summary>
    /// <returns>The signals that stopped it on the way.</returns>
    public static Task<IReadOnlyList<int>> DebugAsync(int process)
    {
        var done = new TaskCompletionSource<IReadOnlyList<int>>(TaskCreationOptions.RunContinuationsAsynchronously);

        // A tracer is a thread.
        new Thread(() =>
        {
            try
            {
                done.SetResult(Debug(process));
            }
            catch (Exception error)
            {
                done.SetException(error);
            }
        })
        { IsBackground = true, Name = "debugger" }.Start();
        return done.Task;
    }

    private static List<int> Debug(int process)
    {
        var signals = new List<int>();
        Check(Trace(Seize, process, 0, 0));
        Check(Trace(Interrupt, process, 0, 0));
        while (Wait(process, out int status, AllKinds) == process && (status & 0xFF) == 0x7F)
        {
            bool isOurs = status >> 16 == TracingStop;
            int signal = isOurs ? 0 : (status >> 8) & 0xFF;
            if (!isOurs)
            {
                signals.Add(signal);
            }

            // It may have been killed meanwhile; the next wait says so.
            _ = Trace(Continue, process, 0, signal);
        }

        return signals;
    }

    private static void Check(nint result)
    {
        if (result != 0)
        {
            throw new InvalidOperationException($"ptrace: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [DllImport("libc", EntryPoint = "ptrace", SetLastError = true)]
    private static extern nint Trace(nint request, int process, nint address, nint data);

    [DllImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static extern int Wait(int process, out int status, int options);
}
