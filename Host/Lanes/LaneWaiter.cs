// Waits for many words of memory at a time on one thread, so that no thread is spent on an asynchronous call or a starting worker.
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using FfiIsolation.Processes;

namespace FfiIsolation.Lanes;

internal sealed unsafe class LaneWaiter
{
    /// <summary>One word is the waiter's own, by which it is told of new ones.</summary>
    private const int Capacity = Futex.MaxWords - 1;

    private const int SleepMilliseconds = 500;

    private static readonly Lock s_lock = new();
    private static readonly List<LaneWaiter> s_waiters = [];

    private readonly ConcurrentQueue<Wait> _new = new();
    private readonly List<Wait> _waits = [];
    private readonly uint* _bell = (uint*)NativeMemory.AllocZeroed(sizeof(uint));
    private int _count;

    private LaneWaiter() => new Thread(Run) { IsBackground = true, Name = "FfiIsolation replies" }.Start();

    /// <summary>Whether this system can do it.</summary>
    public static bool IsAvailable => Futex.HasWaitForAny;

    /// <summary>Completes with the word's value when that is not <paramref name="value"/> any more, or all is over. The memory must stay until then.</summary>
    public static Task<uint> WaitAsync(uint* word, uint value, LaneEnd end)
    {
        var wait = new Wait(word, value, end);
        Take(wait);
        return wait.Changed.Task;
    }

    private static void Take(Wait wait)
    {
        LaneWaiter? waiter;
        lock (s_lock)
        {
            waiter = s_waiters.Find(static candidate => Volatile.Read(ref candidate._count) < Capacity);
            if (waiter is null)
            {
                waiter = new LaneWaiter();
                s_waiters.Add(waiter);
            }

            Interlocked.Increment(ref waiter._count);
        }

        waiter._new.Enqueue(wait);
        Interlocked.Increment(ref *waiter._bell);
        Futex.Wake(waiter._bell);
    }

    private void Run()
    {
        FutexWord* words = stackalloc FutexWord[Futex.MaxWords];
        while (true)
        {
            uint bell = Volatile.Read(ref *_bell);
            while (_new.TryDequeue(out Wait? wait))
            {
                _waits.Add(wait);
            }

            for (int i = _waits.Count - 1; i >= 0; i--)
            {
                uint value = Volatile.Read(ref *_waits[i].Word);
                if (value != _waits[i].Value || _waits[i].End.IsOver)
                {
                    Complete(i, value);
                }
            }

            words[0] = new FutexWord(_bell, bell);
            for (int i = 0; i < _waits.Count; i++)
            {
                words[i + 1] = new FutexWord(_waits[i].Word, _waits[i].Value);
            }

            Futex.WaitForAny(words, _waits.Count + 1, SleepMilliseconds);
        }
    }

    private void Complete(int index, uint value)
    {
        Wait done = _waits[index];
        _waits[index] = _waits[^1];
        _waits.RemoveAt(_waits.Count - 1);
        Interlocked.Decrement(ref _count);

        // The memory may be gone from here on.
        done.Changed.SetResult(value);
    }

    private sealed class Wait(uint* word, uint value, LaneEnd end)
    {
        public readonly uint* Word = word;

        public uint Value => value;

        public LaneEnd End => end;

        public TaskCompletionSource<uint> Changed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
