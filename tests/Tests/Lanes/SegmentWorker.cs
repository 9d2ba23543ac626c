// A worker's side of the shared-memory lane, in this process: as native/lane serves it, but with delays of the test's own and lies where asked for.
using System.Buffers.Binary;
using FfiIsolation.Images;
using FfiIsolation.Lanes;
using FfiIsolation.Processes;
using FfiIsolation.SharedMemory;
using FfiIsolation.Workers;

namespace FfiIsolation.Tests.Lanes;

internal sealed unsafe class SegmentWorker : IDisposable
{
    private const int MostLooks = 400;

    private readonly HostSegment _segment = HostSegment.Create(new byte[32]);
    private readonly SegmentMapping _host;
    private readonly SegmentMapping _worker;
    private readonly Thread _thread;
    private readonly Random _random;
    private readonly Action<SegmentWorker> _answer;
    private uint _last;

    /// <param name="answer">Writes the result of the image in frame 0.</param>
    public SegmentWorker(int seed, Action<SegmentWorker> answer)
    {
        _host = SegmentMapping.Of(_segment.Descriptor);
        _worker = SegmentMapping.Of(_segment.Descriptor);
        Lane = new SharedMemoryLane(_host);
        _random = new Random(seed);
        _answer = answer;
        _thread = new Thread(Serve) { IsBackground = true };
        _thread.Start();
    }

    public SharedMemoryLane Lane { get; }

    private byte* Exchange => (byte*)_worker.Control(SegmentLayout.ControlExchange);

    /// <summary>The image in frame 0, and its result part.</summary>
    public Span<byte> Frame => new(_worker.Frame(0), SegmentLayout.FrameSize);

    /// <summary>Whether it sleeps for its next request.</summary>
    public bool Sleeps => Volatile.Read(ref *_worker.Control(SegmentLayout.ControlWorkerSleeps)) != 0;

    /// <summary>Whether the host sleeps for a reply.</summary>
    public bool HostSleeps => Volatile.Read(ref *_worker.Control(SegmentLayout.ControlHostSleeps)) != 0;

    public Span<byte> Window(long offset, int length) => _worker.Window(offset, length);

    public ulong Word(int place) => BinaryPrimitives.ReadUInt64LittleEndian(Frame[place..]);

    public void Return(ulong rax, uint turnsOn = 1, uint message = (uint)ReplyMessage.Return, uint depth = 0)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(Frame[CallImageLayout.Outcome..], (uint)ImageOutcome.Returned);
        BinaryPrimitives.WriteUInt64LittleEndian(Frame[CallImageLayout.Rax..], rax);
        Say(turnsOn, message, depth);
    }

    /// <summary>Ends a call that the host does not wait for, and waits until it has seen that and sleeps again.</summary>
    public void ReturnOfAnother()
    {
        Assert.True(SpinWait.SpinUntil(() => HostSleeps, TimeSpan.FromSeconds(30)));
        Volatile.Write(ref *_worker.Control(SegmentLayout.ControlHostSleeps), 0); // the host writes 1 there when it sleeps the next time
        Return(5, depth: 1);
        Futex.Wake((uint*)Exchange);
        Assert.True(SpinWait.SpinUntil(() => HostSleeps, TimeSpan.FromSeconds(30)));
    }

    /// <summary>Says that it is dying, in the word that the host does not write.</summary>
    public void SayDead() => Volatile.Write(ref *_worker.Control(SegmentLayout.ControlWorkerDead), SegmentLayout.TurnDead);

    /// <summary>Tells a number by the exchange alone.</summary>
    public void ReturnRegisters(ulong rax, double xmm0, int errno)
    {
        *(ulong*)(Exchange + SegmentLayout.ExchangeIntegers) = rax;
        *(int*)(Exchange + SegmentLayout.ExchangeIntegers + (2 * sizeof(ulong))) = errno;
        *(double*)(Exchange + SegmentLayout.ExchangeVectors) = xmm0;
        Say(1, (uint)ReplyMessage.Registers);
    }

    /// <summary>Nothing, a moment, or long enough for the other side to fall asleep.</summary>
    public static void Delay(Random random)
    {
        switch (random.Next(400))
        {
            case 0:
                Thread.Yield();
                break;
            case 1:
                Thread.SpinWait(3000);
                break;
            case < 200:
                Thread.SpinWait(random.Next(30));
                break;
        }
    }

    public void Dispose()
    {
        Lane.Stop();
        Assert.True(_thread.Join(TimeSpan.FromSeconds(30)), "the worker's side did not see the request to stop");
        _host.Dispose();
        _worker.Dispose();
        _segment.Dispose();
    }

    private void Serve()
    {
        uint* turn = (uint*)Exchange;
        while (true)
        {
            _last = Next(turn, _random.Next(MostLooks));
            if (*(uint*)(Exchange + SegmentLayout.ExchangeMessage) == (uint)RequestMessage.Stop)
            {
                return;
            }

            TakeOperands();
            Delay(_random);
            _answer(this);
            Delay(_random);
        }
    }

    private void Say(uint turnsOn, uint message, uint depth = 0)
    {
        *(uint*)(Exchange + SegmentLayout.ExchangeMessage) = message;
        *(uint*)(Exchange + SegmentLayout.ExchangeDepth) = depth;
        *(uint*)(Exchange + SegmentLayout.ExchangeMachineChanges) = 0;
        uint* turn = (uint*)Exchange;
        _last = *turn + turnsOn & ~SegmentLayout.TurnDead;
        Interlocked.Exchange(ref *turn, _last);
        if (HostSleeps)
        {
            Futex.Wake(turn);
        }
    }

    private void TakeOperands()
    {
        var exchange = new Span<byte>(Exchange, SegmentLayout.ExchangeSize);
        exchange.Slice(SegmentLayout.ExchangeOperand, sizeof(ulong)).CopyTo(Frame[CallImageLayout.Sequence..]);
        exchange.Slice(SegmentLayout.ExchangeIntegers, 4 * sizeof(ulong)).CopyTo(Frame[CallImageLayout.Integers..]);
        exchange.Slice(SegmentLayout.ExchangeVectors, sizeof(ulong)).CopyTo(Frame[CallImageLayout.Vectors..]);
        exchange.Slice(SegmentLayout.ExchangeVectors + sizeof(ulong), sizeof(ulong)).CopyTo(Frame[(CallImageLayout.Vectors + CallImageLayout.VectorSize)..]);
    }

    private uint Next(uint* turn, int looks)
    {
        for (int i = 0; i < looks; i++)
        {
            if (Volatile.Read(ref *turn) != _last)
            {
                return *turn;
            }
        }

        uint* sleeps = _worker.Control(SegmentLayout.ControlWorkerSleeps);
        Interlocked.Exchange(ref *sleeps, 1);
        while (Volatile.Read(ref *turn) == _last)
        {
            Futex.Wait(turn, _last, TimeSpan.FromSeconds(30));
        }

        Interlocked.Exchange(ref *sleeps, 0);
        return *turn;
    }
}
