// The line of memory by which host and worker speak, as the host writes and reads it. The host counts the turns itself: nothing that it needs is read back
// from memory that the worker can write.
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using FfiIsolation.Images;
using FfiIsolation.Processes;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Lanes;

internal sealed unsafe class LaneExchange(SegmentMapping mapping)
{
    private const uint TurnMask = ~SegmentLayout.TurnDead;

    private static readonly TimeSpan s_timeToDie = TimeSpan.FromMilliseconds(100);

    private readonly byte* _line = (byte*)mapping.Control(SegmentLayout.ControlExchange);
    private readonly ulong* _worker = (ulong*)mapping.Control(SegmentLayout.ControlWorkerSleeps);

    /// <summary>The futex word of turns.</summary>
    public uint* Word => (uint*)_line;

    /// <summary>The turn that was said or taken last.</summary>
    public uint Turn { get; private set; }

    private uint Next => (Turn + 1) & TurnMask;

    /// <summary>Whether there is more to do than to look at the turn: the worker sleeps, or is about to and may not have heard what was said a moment ago; or it is dead or dying.</summary>
    public bool IsUnwell => Volatile.Read(ref *_worker) != 0;

    /// <summary>Whether the worker said that it is dead or dying, even where the host has spoken since. Any other value is none of its words: a library may have written over the segment.</summary>
    public bool IsWorkerDead => Volatile.Read(ref *_worker) >> 32 == SegmentLayout.TurnDead;

    /// <summary>The turn of a worker that is dead or dying: that of the answer which it gave before, if it did.</summary>
    public uint LastTurn => Volatile.Read(ref *Word) is var turn && turn == Turn ? turn | SegmentLayout.TurnDead : turn;

    /// <summary>Says something. The turn comes last, in one store with the message: the worker sees the rest when it sees the turn.</summary>
    /// <param name="integers">The first four integer registers, or RAX and RDX.</param>
    /// <param name="vectors">The low halves of the first two vector registers.</param>
    public void Say(RequestMessage message, ulong operand, Vector256<ulong> integers, Vector128<ulong> vectors)
    {
        integers.Store((ulong*)(_line + SegmentLayout.ExchangeIntegers));
        vectors.Store((ulong*)(_line + SegmentLayout.ExchangeVectors));
        *(ulong*)(_line + SegmentLayout.ExchangeOperand) = operand;
        Turn = Next;
        Volatile.Write(ref *(ulong*)_line, Turn | ((ulong)message << 32));
    }

    /// <summary>Asks the worker to end.</summary>
    public void Stop()
    {
        Say(RequestMessage.Stop, 0, default, default);
        WakeWorker();
    }

    /// <summary>Wakes a worker that sleeps. The worker hears the request before its flag is looked at here, or it sets the flag before it looks at the turn once more.</summary>
    /// <returns>Whether it slept.</returns>
    public bool WakeWorker()
    {
        Interlocked.MemoryBarrier();
        if ((uint)Volatile.Read(ref *_worker) == 0)
        {
            return false;
        }

        Futex.Wake(Word);
        return true;
    }

    /// <summary>Takes note of a reply.</summary>
    /// <param name="turn">The turn as it was read, once.</param>
    /// <param name="frame">That of the call that is waited for.</param>
    /// <param name="result">Gets the result part, where the reply is the result's registers.</param>
    /// <returns>0 where another call ended, and this one, whose frames native code jumped away from, never will.</returns>
    /// <exception cref="LaneBrokenException">The worker is dead or dying, or the reply is not the next one.</exception>
    public ReplyMessage Take(uint turn, int frame, byte[] result)
    {
        if (turn != Next)
        {
            throw Broken(turn);
        }

        Turn = turn;
        if (*(int*)(_line + SegmentLayout.ExchangeDepth) != frame)
        {
            return 0;
        }

        var message = (ReplyMessage)Volatile.Read(ref *(uint*)(_line + SegmentLayout.ExchangeMessage));
        switch (message)
        {
            case ReplyMessage.Registers:
                TakeRegisters(result);
                return message;
            case ReplyMessage.Return or ReplyMessage.Callback:
                return message;
            default:
                throw new LaneBrokenException($"The worker replied with message {message}, which there is not.", isViolation: true);
        }
    }

    /// <summary>Which callback the worker calls. Valid until the host says something, like <see cref="TakeCallback"/>.</summary>
    public int Callback => Volatile.Read(ref *(int*)(_line + SegmentLayout.ExchangeCallback));

    /// <summary>Puts the registers that a callback is called with into its record.</summary>
    public void TakeCallback(byte[] record)
    {
        ref byte part = ref MemoryMarshal.GetArrayDataReference(record);
        Vector256.Load(_line + SegmentLayout.ExchangeIntegers).StoreUnsafe(ref part, CallbackLayout.Integers);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref part, CallbackLayout.Vectors), *(ulong*)(_line + SegmentLayout.ExchangeVectors));
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref part, CallbackLayout.Vectors + CallImageLayout.VectorSize), *(ulong*)(_line + SegmentLayout.ExchangeVectors + sizeof(ulong)));
    }

    /// <summary>A turn that is not the next. A worker whose library wrote over the segment dies of that soon, if it does, and how it died says more than this does.</summary>
    private LaneBrokenException Broken(uint turn) =>
        IsDead(turn) || SpinWait.SpinUntil(() => IsDead(Volatile.Read(ref *Word)) || IsWorkerDead, s_timeToDie)
            ? new LaneBrokenException("The worker is dead or dying.", isViolation: false) { IsKnell = true }
            : new LaneBrokenException($"The worker answered with turn {turn} after {Turn}.", isViolation: true);

    private static bool IsDead(uint turn) => (turn & SegmentLayout.TurnDead) != 0;

    /// <summary>Marks the worker dead, for whoever waits. As the worker's guard does, for a worker that could not.</summary>
    public void MarkDead()
    {
        Interlocked.Or(ref *Word, SegmentLayout.TurnDead);
        Futex.Wake(Word);
    }

    /// <summary>The result part of a function that returned, and of which nothing else is told. What needs more than these registers is not written: nobody looks for it.</summary>
    private void TakeRegisters(byte[] result)
    {
        Debug.Assert(result.Length == CallImageLayout.ResultSize, "A result part.");
        ref byte part = ref MemoryMarshal.GetArrayDataReference(result);
        Put(ref part, CallImageLayout.Outcome, (uint)ImageOutcome.Returned | ((ulong)*(uint*)(_line + SegmentLayout.ExchangeMachineChanges) << 32));
        Put(ref part, CallImageLayout.ErrnoAfter, *(uint*)(_line + SegmentLayout.ExchangeIntegers + (2 * sizeof(ulong))));
        Vector128.Load(_line + SegmentLayout.ExchangeIntegers).StoreUnsafe(ref part, CallImageLayout.Rax - CallImageLayout.Result);
        Put(ref part, CallImageLayout.Xmm0, *(ulong*)(_line + SegmentLayout.ExchangeVectors));
        Put(ref part, CallImageLayout.Xmm1, *(ulong*)(_line + SegmentLayout.ExchangeVectors + sizeof(ulong)));
        Put(ref part, CallImageLayout.FetchLength, 0);
    }

    private static void Put(ref byte part, int place, ulong word) => Unsafe.WriteUnaligned(ref Unsafe.Add(ref part, place - CallImageLayout.Result), word);
}
