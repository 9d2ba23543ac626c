// One frame of the lane as the host writes and reads it. The host counts both turns itself and knows what it wrote last: nothing that it needs is
// read back from memory that the worker can write.
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using FfiIsolation.Images;
using FfiIsolation.Processes;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Lanes;

internal sealed unsafe class LaneFrame(SegmentMapping mapping, int index)
{
    private const int Line = 64;
    private const int HalfLine = Line / 2;
    private const uint TurnMask = ~SegmentLayout.TurnDead;

    private readonly byte* _frame = mapping.Frame(index);
    private readonly uint* _workerSleeps = mapping.Control(SegmentLayout.ControlWorkerSleeps);

    /// <summary>What the lines of the registers hold, as far as the host wrote them: a line that is there already costs no transfer between processors.</summary>
    private readonly byte[] _registers = new byte[CallImageLayout.Result - CallImageLayout.Integers];

    /// <summary>By line, from the lowest bit: the gate wrote addresses into it, so it does not hold what the host wrote.</summary>
    private uint _relocated;

    /// <summary>What lies behind the fixed part, as far as the host wrote it and the worker does not: of a list that runs again, most is there already.</summary>
    private byte[] _tail = [];

    private int _tailKnown;
    private uint _requestTurn;
    private byte[]? _record;
    private byte[]? _answer;

    public int Index => index;

    /// <summary>The futex word of replies.</summary>
    public uint* ReplyWord => (uint*)(_frame + CallImageLayout.ReplyTurn);

    /// <summary>The turn of the last reply that was taken.</summary>
    public uint ReplyTurn { get; private set; }

    /// <summary>Where what a callback returns is made up: the registers, and behind them what goes into memory.</summary>
    public byte[] AnswerBuffer => _answer ??= new byte[CallbackLayout.AnswerSize + CallbackLayout.DataSize];

    /// <summary>A copy of the callback record, as far as it is used, valid until the next; what it says of its own size is cut to what can be.</summary>
    public ReadOnlySpan<byte> CopyCallback(ICallbackAnswerer callbacks)
    {
        byte[] record = _record ??= new byte[CallbackLayout.Size];
        CopyCallback(record, 0, CallbackLayout.Vectors);
        CallbackParts parts = callbacks.PartsOf(BinaryPrimitives.ReadInt32LittleEndian(record.AsSpan(CallbackLayout.Index)));
        if ((parts & CallbackParts.Vectors) != 0)
        {
            CopyCallback(record, CallbackLayout.Vectors, CallbackLayout.Answer - CallbackLayout.Vectors);
        }

        if ((parts & CallbackParts.Data) != 0)
        {
            CopyCallback(record, CallbackLayout.DataLengths, CallbackLayout.Stack - CallbackLayout.DataLengths);
        }
        else
        {
            record.AsSpan(CallbackLayout.DataLengths, CallbackLayout.Stack - CallbackLayout.DataLengths).Clear();
        }

        int words = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(record.AsSpan(CallbackLayout.StackWords)), CallbackLayout.MaxStackWords);
        int data = 0;
        foreach (uint length in MemoryMarshal.Cast<byte, uint>(record.AsSpan(CallbackLayout.DataLengths, CallbackLayout.MaxRules * sizeof(uint))))
        {
            data = (int)Math.Min(CallbackLayout.DataSize, data + AlignUp(length));
        }

        CopyCallback(record, CallbackLayout.Stack, words * sizeof(ulong));
        CopyCallback(record, CallbackLayout.Data, data);
        return record.AsSpan(0, data > 0 ? CallbackLayout.Data + data : CallbackLayout.Stack + (words * sizeof(ulong)));
    }

    /// <summary>Lays an image into the frame and rings.</summary>
    public void Enter(byte[] image)
    {
        ref byte source = ref MemoryMarshal.GetArrayDataReference(image);
        ref byte registers = ref MemoryMarshal.GetArrayDataReference(_registers);
        uint relocated = _relocated;
        _relocated = 0;
        for (nuint at = 0; at < CallImageLayout.Result - CallImageLayout.Integers; at += Line)
        {
            Vector256<byte> low = Vector256.LoadUnsafe(ref source, CallImageLayout.Integers + at);
            Vector256<byte> high = Vector256.LoadUnsafe(ref source, CallImageLayout.Integers + at + HalfLine);
            if ((relocated & (1u << (int)(at / Line))) != 0 || low != Vector256.LoadUnsafe(ref registers, at) || high != Vector256.LoadUnsafe(ref registers, at + HalfLine))
            {
                low.StoreUnsafe(ref registers, at);
                high.StoreUnsafe(ref registers, at + HalfLine);
                low.Store(_frame + CallImageLayout.Integers + at);
                high.Store(_frame + CallImageLayout.Integers + at + HalfLine);
            }
        }

        if (image.Length > CallImageLayout.FixedSize)
        {
            NoteRelocations(image);
            WriteTail(image.AsSpan(CallImageLayout.FixedSize), isList: Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref source, CallImageLayout.Message)) == (uint)RequestMessage.List);
        }

        // The head but for its turn and message: the words from 8 to 64.
        *(ulong*)(_frame + CallImageLayout.Target) = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref source, CallImageLayout.Target));
        Vector128.LoadUnsafe(ref source, CallImageLayout.Length).Store(_frame + CallImageLayout.Length);
        Vector256.LoadUnsafe(ref source, HalfLine).Store(_frame + HalfLine);
        Ring((RequestMessage)Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref source, CallImageLayout.Message)));
    }

    /// <summary>Writes an answer to the callback of the frame before over the head of this one, and rings.</summary>
    /// <param name="answer">A <c>struct ffi_answer</c>, and behind it what goes into memory.</param>
    public void Answer(ReadOnlySpan<byte> answer)
    {
        ReadOnlySpan<byte> memory = answer[CallbackLayout.AnswerSize..];
        memory.CopyTo(new Span<byte>(_frame + SegmentLayout.FrameCallback + CallbackLayout.Data, memory.Length));
        answer[CallbackLayout.AnswerRax..Line].CopyTo(new Span<byte>(_frame + CallbackLayout.AnswerRax, Line - CallbackLayout.AnswerRax));

        // It reaches into the line of the integer registers, with what few callbacks return: written where it is not there already.
        ReadOnlySpan<byte> second = answer[Line..CallbackLayout.AnswerSize];
        if ((_relocated & 1) != 0 || !second.SequenceEqual(_registers.AsSpan(0, second.Length)))
        {
            second.CopyTo(new Span<byte>(_frame + Line, second.Length));
            second.CopyTo(_registers);
        }

        Ring(RequestMessage.CallbackReturn);
    }

    /// <summary>Whether the worker sleeps, or is about to. It may not have seen a bell that has just been rung.</summary>
    public bool WorkerSleeps => Volatile.Read(ref *_workerSleeps) != 0;

    /// <summary>Wakes a worker that sleeps. The worker sees the request before its flag is looked at here, or it sets the flag before it looks at the turn once more.</summary>
    /// <returns>Whether it slept.</returns>
    public bool WakeWorker()
    {
        Interlocked.MemoryBarrier();
        if (!WorkerSleeps)
        {
            return false;
        }

        Futex.Wake((uint*)_frame);
        return true;
    }

    /// <summary>Asks the worker to end.</summary>
    public void Stop()
    {
        Ring(RequestMessage.Stop);
        WakeWorker();
    }

    /// <summary>Takes note of a reply.</summary>
    /// <param name="turn">The turn as it was read, once.</param>
    /// <param name="result">Gets the first line of the result part.</param>
    /// <exception cref="LaneBrokenException">The worker is dead or dying, or the reply is not the next one.</exception>
    public ReplyMessage Take(uint turn, byte[] result)
    {
        if ((turn & SegmentLayout.TurnDead) != 0)
        {
            throw new LaneBrokenException("The worker is dead or dying.", isViolation: false) { IsKnell = true };
        }

        if (turn != ((ReplyTurn + 1) & TurnMask))
        {
            throw new LaneBrokenException($"The worker answered with turn {turn} after {ReplyTurn}.", isViolation: true);
        }

        ReplyTurn = turn;
        byte* reply = _frame + CallImageLayout.Result;
        ref byte destination = ref MemoryMarshal.GetArrayDataReference(result);
        Vector256.Load(reply).StoreUnsafe(ref destination);
        Vector256.Load(reply + HalfLine).StoreUnsafe(ref destination, HalfLine);
        var message = (ReplyMessage)Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref destination, CallImageLayout.ReplyMessage - CallImageLayout.Result));
        return message is ReplyMessage.Return or ReplyMessage.Callback
            ? message
            : throw new LaneBrokenException($"The worker replied with message {message}, which there is not.", isViolation: true);
    }

    /// <summary>Copies the second line of the result part, which only results wider than a register use.</summary>
    public void TakeRest(byte[] result)
    {
        Span<byte> rest = result.AsSpan(Line);
        new ReadOnlySpan<byte>(_frame + CallImageLayout.Result + Line, rest.Length).CopyTo(rest);
    }

    /// <summary>Marks the frame dead, for whoever waits there. As the worker's guard does, for a worker that could not.</summary>
    public void MarkDead()
    {
        Interlocked.Or(ref *ReplyWord, SegmentLayout.TurnDead);
        Futex.Wake(ReplyWord);
    }

    /// <summary>Writes what lies behind the fixed part; of a list, the lines that are not there.</summary>
    private void WriteTail(ReadOnlySpan<byte> tail, bool isList)
    {
        var place = new Span<byte>(_frame + CallImageLayout.FixedSize, tail.Length);
        if (!isList)
        {
            _tailKnown = 0;
            tail.CopyTo(place);
            return;
        }

        if (_tail.Length < tail.Length)
        {
            Array.Resize(ref _tail, tail.Length);
        }

        for (int at = 0; at < tail.Length; at += Line)
        {
            int length = Math.Min(Line, tail.Length - at);
            ReadOnlySpan<byte> line = tail.Slice(at, length);
            if (at + length > _tailKnown || !line.SequenceEqual(_tail.AsSpan(at, length)))
            {
                line.CopyTo(place[at..]);
                line.CopyTo(_tail.AsSpan(at));
            }
        }

        _tailKnown = Math.Max(_tailKnown, tail.Length);
    }

    /// <summary>Notes which lines of registers the gate is asked to put addresses into.</summary>
    private void NoteRelocations(ReadOnlySpan<byte> image)
    {
        int words = BinaryPrimitives.ReadInt32LittleEndian(image[CallImageLayout.StackWords..]), blocks = BinaryPrimitives.ReadInt32LittleEndian(image[CallImageLayout.BlockCount..]);
        int count = BinaryPrimitives.ReadInt32LittleEndian(image[CallImageLayout.RelocationCount..]);
        ReadOnlySpan<byte> relocations = image.Slice(CallImageWriter.SizeOf(words, blocks, 0), count * CallImageLayout.RelocationSize);
        for (ReadOnlySpan<byte> table = relocations; table.Length > 0; table = table[CallImageLayout.RelocationSize..])
        {
            ulong place = BinaryPrimitives.ReadUInt64LittleEndian(table) - CallImageLayout.Integers;
            bool isRegister = BinaryPrimitives.ReadUInt32LittleEndian(table[CallImageLayout.RelocationSpace..]) == 0 && place < (ulong)_registers.Length;
            _relocated |= isRegister ? 1u << (int)(place / Line) : 0;
        }
    }

    private static long AlignUp(long length) => (length + CallbackLayout.DataAlignment - 1) & -CallbackLayout.DataAlignment;

    private void CopyCallback(byte[] record, int at, int length) =>
        new ReadOnlySpan<byte>(_frame + SegmentLayout.FrameCallback + at, length).CopyTo(record.AsSpan(at));

    /// <summary>The message and the turn in one store, the last of the request: the worker sees the rest when it sees the turn.</summary>
    private void Ring(RequestMessage message)
    {
        _requestTurn = (_requestTurn + 1) & TurnMask;
        Volatile.Write(ref *(ulong*)_frame, _requestTurn | ((ulong)message << 32));
    }
}
