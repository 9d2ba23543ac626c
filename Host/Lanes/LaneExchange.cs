// The two lines of memory by which host and worker speak, as the host writes and reads it. The host counts both turns itself: nothing that it needs is read back
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
    private readonly uint* _workerSleeps = mapping.Control(SegmentLayout.ControlWorkerSleeps);
    private uint _requestTurn;

    /// <summary>The futex word of replies.</summary>
    public uint* ReplyWord => (uint*)(_line + SegmentLayout.ExchangeReplyTurn);

    /// <summary>The turn of the last reply that was taken.</summary>
    public uint ReplyTurn { get; private set; }

    /// <summary>Whether the worker sleeps, or is about to. It may not have heard what was said a moment ago.</summary>
    public bool WorkerSleeps => Volatile.Read(ref *_workerSleeps) != 0;

    /// <summary>Says something. The turn comes last, in one store with the message: the worker sees the rest when it sees the turn.</summary>
    /// <param name="integers">The first four integer registers, or RAX and RDX.</param>
    /// <param name="vectors">The low halves of the first two vector registers.</param>
    public void Say(RequestMessage message, ulong operand, Vector256<ulong> integers, Vector128<ulong> vectors)
    {
        integers.Store((ulong*)(_line + SegmentLayout.ExchangeIntegers));
        vectors.Store((ulong*)(_line + SegmentLayout.ExchangeVectors));
        *(ulong*)(_line + SegmentLayout.ExchangeOperand) = operand;
        _requestTurn = (_requestTurn + 1) & TurnMask;
        Volatile.Write(ref *(ulong*)_line, _requestTurn | ((ulong)message << 32));
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
        if (!WorkerSleeps)
        {
            return false;
        }

        Futex.Wake((uint*)_line);
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
        if (turn != ((ReplyTurn + 1) & TurnMask))
        {
            throw Broken(turn);
        }

        ReplyTurn = turn;
        if (*(int*)(_line + SegmentLayout.ExchangeDepth) != frame)
        {
            return 0;
        }

        var message = (ReplyMessage)Volatile.Read(ref *(uint*)(_line + SegmentLayout.ExchangeReply));
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

    /// <summary>A turn that is not the next. A worker whose library wrote over the segment dies of that soon, if it does, and how it died says more than this does.</summary>
    private LaneBrokenException Broken(uint turn) =>
        IsDead(turn) || SpinWait.SpinUntil(() => IsDead(Volatile.Read(ref *ReplyWord)), s_timeToDie)
            ? new LaneBrokenException("The worker is dead or dying.", isViolation: false) { IsKnell = true }
            : new LaneBrokenException($"The worker answered with turn {turn} after {ReplyTurn}.", isViolation: true);

    private static bool IsDead(uint turn) => (turn & SegmentLayout.TurnDead) != 0;

    /// <summary>Marks the worker dead, for whoever waits. As the worker's guard does, for a worker that could not.</summary>
    public void MarkDead()
    {
        Interlocked.Or(ref *ReplyWord, SegmentLayout.TurnDead);
        Futex.Wake(ReplyWord);
    }

    /// <summary>The result part of a function that returned, and of which nothing else is told. What needs more than these registers is not written: nobody looks for it.</summary>
    private void TakeRegisters(byte[] result)
    {
        Debug.Assert(result.Length == CallImageLayout.ResultSize, "A result part.");
        ref byte part = ref MemoryMarshal.GetArrayDataReference(result);
        ulong told = *(ulong*)(_line + SegmentLayout.ExchangeErrno);
        Put(ref part, CallImageLayout.Outcome, (uint)ImageOutcome.Returned | (told & 0xFFFFFFFF_00000000));
        Put(ref part, CallImageLayout.ErrnoAfter, (uint)told);
        Vector128.Load(_line + SegmentLayout.ExchangeResultIntegers).StoreUnsafe(ref part, CallImageLayout.Rax - CallImageLayout.Result);
        Put(ref part, CallImageLayout.Xmm0, *(ulong*)(_line + SegmentLayout.ExchangeResultVectors));
        Put(ref part, CallImageLayout.Xmm1, *(ulong*)(_line + SegmentLayout.ExchangeResultVectors + sizeof(ulong)));
        Put(ref part, CallImageLayout.FetchLength, 0);
    }

    private static void Put(ref byte part, int place, ulong word) => Unsafe.WriteUnaligned(ref Unsafe.Add(ref part, place - CallImageLayout.Result), word);
}
