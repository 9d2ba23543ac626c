// The thread that answers for all workers of this process when the kernel asks whether a system call may be made. A worker's question waits until it
// is answered; nothing here waits for a worker.
using System.Collections.Concurrent;
using FfiIsolation.Processes;

namespace FfiIsolation.Confining;

internal sealed unsafe class SystemCallListener
{
    private static readonly MadeOnce<SystemCallListener> s_instance = new(() => new SystemCallListener());

    private readonly int _wake = Spawner.MoveUp(LinuxCalls.EventDescriptor(0, LinuxCalls.CloseOnExec | LinuxCalls.NonBlocking), "create an event descriptor");
    private readonly ConcurrentQueue<(ConfinedWorker Worker, bool Arrives)> _changes = new();
    private readonly List<ConfinedWorker> _workers = [];

    private SystemCallListener()
    {
        try
        {
            new Thread(Run) { IsBackground = true, Name = "FfiIsolation system calls" }.Start();
        }
        catch
        {
            LinuxCalls.Close(_wake);
            throw;
        }
    }

    public static SystemCallListener Instance => s_instance.Value;

    /// <summary>Answers for a worker from now on.</summary>
    public void Add(ConfinedWorker worker) => Change(worker, arrives: true);

    /// <summary>Answers no more: a process that has outlived its worker gets ENOSYS for what it would have been asked about.</summary>
    public void Remove(ConfinedWorker worker) => Change(worker, arrives: false);

    private void Change(ConfinedWorker worker, bool arrives)
    {
        _changes.Enqueue((worker, arrives));
        ulong one = 1;
        LinuxCalls.Write(_wake, &one, sizeof(ulong));
    }

    private void Run()
    {
        ulong woken;
        while (true)
        {
            var polled = new PollDescriptor[_workers.Count + 1];
            polled[0] = new() { Descriptor = _wake, Events = LinuxCalls.PollIn };
            for (int i = 0; i < _workers.Count; i++)
            {
                polled[i + 1] = new() { Descriptor = _workers[i].Descriptor, Events = LinuxCalls.PollIn };
            }

            fixed (PollDescriptor* descriptors = polled)
            {
                LinuxCalls.Poll(descriptors, (nuint)polled.Length, Timeout.Infinite);
            }

            for (int i = _workers.Count - 1; i >= 0; i--)
            {
                if (polled[i + 1].ReturnedEvents != 0 && !Serve(_workers[i], polled[i + 1].ReturnedEvents))
                {
                    _workers[i].Dispose();
                    _workers.RemoveAt(i);
                }
            }

            if (polled[0].ReturnedEvents != 0)
            {
                LinuxCalls.Read(_wake, &woken, sizeof(ulong));
            }

            while (_changes.TryDequeue(out (ConfinedWorker Worker, bool Arrives) change))
            {
                if (change.Arrives)
                {
                    _workers.Add(change.Worker);
                }
                else if (_workers.Remove(change.Worker))
                {
                    change.Worker.Dispose();
                }
            }
        }
    }

    private static bool Serve(ConfinedWorker worker, short events)
    {
        try
        {
            return worker.Serve(events);
        }
        catch (Exception)
        {
            // An exception on this thread would end the host, and one worker's question is no reason for that, nor for leaving the others without an answer.
            worker.GiveUp();
            return false;
        }
    }
}
