// One frame of the lane as the host writes and reads it. The host knows what it wrote there last: nothing that it needs is read back from memory that the
// worker can write.
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using FfiIsolation.Calls;
using FfiIsolation.Images;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Lanes;

internal sealed unsafe class LaneFrame(SegmentMapping mapping, LaneExchange exchange, int index)
{
    /// <summary>How many integer registers the exchange brings, and how many vector registers of 8 bytes.</summary>
    public const int BroughtIntegers = 4, BroughtVectors = 2;

    private const int Line = 64;
    private const int HalfLine = Line / 2;

    // What of a half line the exchange does not bring: all but the number of the call, and the low halves of the first two vector registers; the third, the first four integer registers, it brings whole.
    private static readonly Vector256<byte> s_behindSequence = Vector256.Create(0, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue).AsByte();
    private static readonly Vector256<byte> s_highHalves = Vector256.Create(0, ulong.MaxValue, 0, ulong.MaxValue).AsByte();

    private readonly byte* _frame = mapping.Frame(index);

    /// <summary>What the head and the registers hold, as far as the host wrote them: a line that is there already costs no transfer between processors.</summary>
    private readonly byte[] _known = new byte[CallImageLayout.Result];

    /// <summary>The plan of which all that the exchange does not bring is there; null for none.</summary>
    private CallPlan? _laid;

    /// <summary>By half line, from the lowest bit: the gate wrote addresses into it, so it does not hold what the host wrote.</summary>
    private uint _relocated;

    /// <summary>What lies behind the fixed part, as far as the host wrote it and the worker does not: of a list that runs again, most is there already.</summary>
    private byte[] _tail = [];

    private int _tailKnown;
    private byte[]? _record;

    /// <summary>The thread that makes the calls, and so is the one that calls back here; looked up once.</summary>
    private int _callThread;

    private byte[]? _answer;

    public int Index => index;

    /// <summary>Where what a callback returns is made up: the registers, and behind them what goes into memory.</summary>
    public byte[] AnswerBuffer => _answer ??= new byte[CallbackLayout.AnswerSize + CallbackLayout.DataSize];

    /// <summary>A copy of the callback record, as far as it is used, valid until the next; what it says of its own size is cut to what can be.</summary>
    public ReadOnlySpan<byte> CopyCallback(ICallbackAnswerer callbacks)
    {
        byte[] record = _record ??= new byte[CallbackLayout.Size];
        int index = exchange.Callback;
        CallbackParts parts = callbacks.PartsOf(index);
        int length = CallbackLayout.Stack;
        if (parts == CallbackParts.None)
        {
            exchange.TakeCallback(record);
            BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(CallbackLayout.Thread), _callThread = _callThread == 0 ? mapping.CallThread : _callThread);
        }
        else
        {
            length = CopyCallback(record, parts);
        }

        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(CallbackLayout.Index), index); // which was looked up: the record may say another
        return record.AsSpan(0, length);
    }

    /// <returns>How much of the record is used, in bytes.</returns>
    private int CopyCallback(byte[] record, CallbackParts parts)
    {
        CopyCallback(record, 0, CallbackLayout.Vectors);
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
        return data > 0 ? CallbackLayout.Data + data : CallbackLayout.Stack + (words * sizeof(ulong));
    }

    /// <summary>Lays an image into the frame, but for what the exchange brings, and asks for it to be run.</summary>
    public void Enter(PreparedCall call, ulong sequence)
    {
        byte[] image = call.Image;
        ref byte source = ref MemoryMarshal.GetArrayDataReference(image);
        var message = (RequestMessage)Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref source, CallImageLayout.Message));
        if (_laid is null || !ReferenceEquals(_laid, call.BlankOf) || WordAt(ref source, CallImageLayout.Target) != WordAt(ref MemoryMarshal.GetArrayDataReference(_known), CallImageLayout.Target))
        {
            Lay(image, message);
            _laid = call.BlankOf is { IsBrought: true } plan ? plan : null;
        }

        exchange.Say(
            message, sequence, Vector256.LoadUnsafe(ref source, CallImageLayout.Integers).AsUInt64(),
            Vector128.Create(WordAt(ref source, CallImageLayout.Vectors), WordAt(ref source, CallImageLayout.Vectors + CallImageLayout.VectorSize)));
    }

    private void Lay(byte[] image, RequestMessage message)
    {
        ref byte source = ref MemoryMarshal.GetArrayDataReference(image);
        uint relocated = _relocated;
        _relocated = 0;
        Lay(ref source, 0, relocated, s_behindSequence);
        Lay(ref source, 1, relocated, Vector256<byte>.AllBitsSet);
        Lay(ref source, 3, relocated, Vector256<byte>.AllBitsSet);
        Lay(ref source, 4, relocated, s_highHalves);
        Lay(ref source, 5, relocated, Vector256<byte>.AllBitsSet);
        Lay(ref source, 6, relocated, Vector256<byte>.AllBitsSet);
        Lay(ref source, 7, relocated, Vector256<byte>.AllBitsSet);
        if (image.Length > CallImageLayout.FixedSize)
        {
            NoteRelocations(image);
            WriteTail(image.AsSpan(CallImageLayout.FixedSize), isList: message == RequestMessage.List);
        }
    }

    /// <summary>Answers the callback whose record is in this frame.</summary>
    /// <param name="answer">A <c>struct ffi_answer</c>, and behind it what goes into memory.</param>
    public void Answer(ReadOnlySpan<byte> answer)
    {
        ref byte source = ref MemoryMarshal.GetReference(answer);
        bool inRegisters = answer.Length == CallbackLayout.AnswerSize && IsOfRegisters(ref source);
        if (!inRegisters)
        {
            byte* record = _frame + SegmentLayout.FrameCallback;
            answer[..CallbackLayout.AnswerSize].CopyTo(new Span<byte>(record + CallbackLayout.Answer, CallbackLayout.AnswerSize));
            ReadOnlySpan<byte> memory = answer[CallbackLayout.AnswerSize..];
            memory.CopyTo(new Span<byte>(record + CallbackLayout.Data, memory.Length));
        }

        exchange.Say(
            RequestMessage.CallbackReturn, (ulong)(inRegisters ? AnswerPlace.InRegisters : AnswerPlace.InRecord),
            Vector256.Create(Vector128.LoadUnsafe(ref source, CallbackLayout.AnswerRax).AsUInt64(), default),
            Vector128.Create(WordAt(ref source, CallbackLayout.AnswerXmm0), WordAt(ref source, CallbackLayout.AnswerXmm1)));
    }

    /// <summary>Copies the result part, which the worker writes before it says that a call has ended.</summary>
    public void TakeResult(byte[] result) => new ReadOnlySpan<byte>(_frame + CallImageLayout.Result, CallImageLayout.ResultSize).CopyTo(result);

    /// <summary>Whether nothing but zeros is where the exchange has no room: in the high halves of the vector registers, and behind them.</summary>
    private static bool IsOfRegisters(ref byte answer)
    {
        Vector128<ulong> high = Vector128.LoadUnsafe(ref answer, CallbackLayout.AnswerXmm0).AsUInt64() | Vector128.LoadUnsafe(ref answer, CallbackLayout.AnswerXmm1).AsUInt64();
        Vector128<ulong> x87 = Vector128.LoadUnsafe(ref answer, CallbackLayout.AnswerSt0).AsUInt64() | Vector128.LoadUnsafe(ref answer, CallbackLayout.AnswerSt1).AsUInt64();
        return (high.GetElement(1) | x87.GetElement(0) | x87.GetElement(1)) == 0;
    }

    private static ulong WordAt(ref byte source, int place) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref source, place));

    /// <summary>Writes a half line of the image where it is not there already.</summary>
    /// <param name="wanted">Those of its bytes that the exchange does not bring.</param>
    private void Lay(ref byte source, int half, uint relocated, Vector256<byte> wanted)
    {
        ref byte known = ref MemoryMarshal.GetArrayDataReference(_known);
        var at = (nuint)(half * HalfLine);
        Vector256<byte> value = Vector256.LoadUnsafe(ref source, at);
        if (((value ^ Vector256.LoadUnsafe(ref known, at)) & wanted) != Vector256<byte>.Zero || (relocated & (1u << half)) != 0)
        {
            value.StoreUnsafe(ref known, at);
            value.Store(_frame + at);
        }
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

    /// <summary>Notes which half lines of registers the gate is asked to put addresses into.</summary>
    private void NoteRelocations(ReadOnlySpan<byte> image)
    {
        int words = BinaryPrimitives.ReadInt32LittleEndian(image[CallImageLayout.StackWords..]), blocks = BinaryPrimitives.ReadInt32LittleEndian(image[CallImageLayout.BlockCount..]);
        int count = BinaryPrimitives.ReadInt32LittleEndian(image[CallImageLayout.RelocationCount..]);
        ReadOnlySpan<byte> relocations = image.Slice(CallImageWriter.SizeOf(words, blocks, 0), count * CallImageLayout.RelocationSize);
        for (ReadOnlySpan<byte> table = relocations; table.Length > 0; table = table[CallImageLayout.RelocationSize..])
        {
            ulong place = BinaryPrimitives.ReadUInt64LittleEndian(table);
            bool isRegister = BinaryPrimitives.ReadUInt32LittleEndian(table[CallImageLayout.RelocationSpace..]) == 0 && place < (ulong)_known.Length;
            _relocated |= isRegister && !IsBrought(place) ? 1u << (int)(place / HalfLine) : 0;
        }
    }

    /// <summary>Whether the exchange brings a word: then nobody counts on what is there.</summary>
    private static bool IsBrought(ulong place) => place is >= CallImageLayout.Integers and < CallImageLayout.Integers + HalfLine or CallImageLayout.Vectors or CallImageLayout.Vectors + CallImageLayout.VectorSize;

    private static long AlignUp(long length) => (length + CallbackLayout.DataAlignment - 1) & -CallbackLayout.DataAlignment;

    private void CopyCallback(byte[] record, int at, int length) =>
        new ReadOnlySpan<byte>(_frame + SegmentLayout.FrameCallback + at, length).CopyTo(record.AsSpan(at));
}
