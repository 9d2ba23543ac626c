// The one home of processes: a thread that lives as long as this process starts every worker, reads what it writes and reaps it.
// One thread for the starts since a worker's death signal follows the thread, not the process, that started it (prctl(2), PR_SET_PDEATHSIG).
using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace FfiIsolation.Processes;

internal sealed unsafe class ProcessWatcher
{
    private const int Entries = 4; // that are polled for each child

    private static readonly MadeOnce<ProcessWatcher> s_instance = new(() => new ProcessWatcher());

    private readonly int _wake;
    private readonly ConcurrentQueue<Action> _requests = new();
    private readonly List<ChildProcess> _children = [];

    private ProcessWatcher()
    {
        _wake = LinuxCalls.EventDescriptor(0, LinuxCalls.CloseOnExec | LinuxCalls.NonBlocking);
        if (_wake < 0)
        {
            throw LinuxCalls.Failure("create an event descriptor");
        }

        try
        {
            new Thread(Run) { IsBackground = true, Name = "FfiIsolation process watcher" }.Start();
        }
        catch
        {
            LinuxCalls.Close(_wake);
            throw;
        }
    }

    /// <exception cref="IOException">There is no descriptor for it.</exception>
    public static ProcessWatcher Instance => s_instance.Value;

    /// <summary>Starts a process.</summary>
    /// <exception cref="IOException">The system refused; says why.</exception>
    public Task<ChildProcess> SpawnAsync(SpawnRequest request)
    {
        var started = new TaskCompletionSource<ChildProcess>(TaskCreationOptions.RunContinuationsAsynchronously);
        Ask(() => Start(request, started));
        return started.Task;
    }

    /// <summary>Watches the pipe that a process talks over, without reading it: <see cref="ChildProcess.HungUp"/> tells its end.</summary>
    /// <param name="pipe">A descriptor of this process's end, which stays the caller's.</param>
    public void WatchPipe(ChildProcess child, int pipe)
    {
        int own = LinuxCalls.Control(pipe, LinuxCalls.DuplicateCloseOnExec, 0);
        Ask(() =>
        {
            if (_children.Contains(child))
            {
                child.Watch(own);
            }
            else
            {
                LinuxCalls.Close(own);
            }
        });
    }

    private void Ask(Action request)
    {
        _requests.Enqueue(request);
        ulong one = 1;
        LinuxCalls.Write(_wake, &one, sizeof(ulong));
    }

    private void Run()
    {
        byte* buffer = stackalloc byte[4096];
        while (true)
        {
            PollDescriptor[] polled = Collect();
            fixed (PollDescriptor* descriptors = polled)
            {
                LinuxCalls.Poll(descriptors, (nuint)polled.Length, Timeout.Infinite);
            }

            if (polled[0].ReturnedEvents != 0)
            {
                LinuxCalls.Read(_wake, buffer, sizeof(ulong));
            }

            // Backwards, since those that ended leave the list. Child i has the polled entries from 1 + 4i on.
            for (int i = _children.Count - 1; i >= 0; i--)
            {
                Serve(_children[i], polled.AsSpan(1 + (Entries * i), Entries), buffer);
            }

            while (_requests.TryDequeue(out Action? request))
            {
                request();
            }
        }
    }

    private PollDescriptor[] Collect()
    {
        var polled = new PollDescriptor[1 + (Entries * _children.Count)];
        polled[0] = new PollDescriptor { Descriptor = _wake, Events = LinuxCalls.PollIn };
        for (int i = 0; i < _children.Count; i++)
        {
            polled[1 + (Entries * i)] = new PollDescriptor { Descriptor = _children[i].Handle, Events = LinuxCalls.PollIn };
            polled[2 + (Entries * i)] = new PollDescriptor { Descriptor = _children[i].OutputPipe, Events = LinuxCalls.PollIn };
            polled[3 + (Entries * i)] = new PollDescriptor { Descriptor = _children[i].ErrorPipe, Events = LinuxCalls.PollIn };
            polled[4 + (Entries * i)] = new PollDescriptor { Descriptor = _children[i].TalkPipe, Events = LinuxCalls.PollPeerHungUp };
        }

        return polled;
    }

    private void Serve(ChildProcess child, ReadOnlySpan<PollDescriptor> polled, byte* buffer)
    {
        bool ended = polled[0].ReturnedEvents != 0;
        foreach (bool isError in (ReadOnlySpan<bool>)[false, true])
        {
            // A process that ended has said its last word: whatever is in the pipe now is all that counts, although
            // a child of its own may hold the other end open for ever.
            if (ended || polled[isError ? 2 : 1].ReturnedEvents != 0)
            {
                Drain(child, isError, buffer);
            }
        }

        if (ended)
        {
            Reap(child);
        }
        else if (polled[3].ReturnedEvents != 0)
        {
            child.HangUp();
        }
    }

    private static void Drain(ChildProcess child, bool isError, byte* buffer)
    {
        const int Size = 4096;
        const int MaxReads = 64; // One noisy child must not keep the others waiting.
        for (int i = 0; i < MaxReads; i++)
        {
            int pipe = isError ? child.ErrorPipe : child.OutputPipe;
            nint count = pipe < 0 ? -1 : LinuxCalls.Read(pipe, buffer, Size);
            if (count == 0)
            {
                child.ClosePipe(isError);
            }

            if (count <= 0)
            {
                return;
            }

            Guarded(() => { }, () => child.Output.Append(new ReadOnlySpan<byte>(buffer, (int)count), isError));
        }
    }

    private void Reap(ChildProcess child)
    {
        ProcessExit exit = child.Reap(() =>
        {
            string? name = NameOf(child.Id); // while its number is still taken
            int status = 0;
            ResourceUsage usage = default;
            int reaped;
            do
            {
                reaped = LinuxCalls.Wait(child.Id, &status, LinuxCalls.WaitNoHang, &usage);
            }
            while (reaped < 0 && Marshal.GetLastPInvokeError() == LinuxCalls.Interrupted);

            return reaped == child.Id
                ? new ProcessExit(status, usage.MaxResidentKibibytes > child.InheritedPeakKibibytes ? usage.MaxResidentKibibytes * 1024 : null, usage.CpuTime, name)
                : new ProcessExit(null, null, TimeSpan.Zero);
        });
        _children.Remove(child);
        LinuxCalls.Close(child.Handle);
        child.ClosePipe(isError: false);
        child.ClosePipe(isError: true);
        Guarded(() => child.Complete(exit), child.Output.Complete);
    }

    private static string? NameOf(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/comm").TrimEnd('\n');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // somebody else reaped it
        }
    }

    /// <summary>Runs what may call out to an application, whose exceptions must not end this thread: every worker would die with it.</summary>
    private static void Guarded(Action always, Action callOut)
    {
        try
        {
            callOut();
        }
        catch (Exception)
        {
            // An application's handler of output lines failed. It has its own ways to tell; the watcher goes on.
        }
        finally
        {
            always();
        }
    }

    private void Start(SpawnRequest request, TaskCompletionSource<ChildProcess> started)
    {
        try
        {
            ChildProcess child = Spawner.Spawn(request);
            _children.Add(child);
            started.SetResult(child);
        }
        catch (Exception e)
        {
            // Whoever asked gets it.
            started.SetException(e);
        }
    }
}
