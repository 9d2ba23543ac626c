// One call in the image of a list: how large it is, and its bytes.
using System.Buffers.Binary;
using FfiIsolation.Abi;
using FfiIsolation.Calls;
using FfiIsolation.Calls.Writers;
using FfiIsolation.Images;

namespace FfiIsolation.Lists;

internal sealed class ListRecord
{
    private const int MicrosoftRegisters = 4;

    private readonly ListedCall _call;
    private readonly List<Copy> _copies;
    private readonly int _integers;
    private readonly int _vectors;
    private readonly int _vectorBytes;
    private readonly int _stackBytes;

    /// <param name="resultOf">Where in the window a call's result record lies, and its registers.</param>
    public ListRecord(ListedCall call, int registers, Func<ListedCall, (long Result, long Registers)> resultOf)
    {
        _call = call;
        Registers = registers;
        CallShape shape = call.Part.Shape;
        bool isMicrosoft = shape.Convention == ImageConvention.MicrosoftX64;
        _integers = isMicrosoft ? MicrosoftRegisters : shape.Layout.IntegerRegisters;
        _vectors = isMicrosoft ? MicrosoftRegisters : shape.Layout.VectorRegisters;
        _vectorBytes = (shape.Flags & ImageFlags.WideVectors) != 0 ? CallImageLayout.VectorSize : sizeof(ulong);
        _stackBytes = shape.Layout.StackWords * sizeof(ulong);
        _copies = CopiesOf(call, resultOf);
    }

    /// <summary>Where in the results its registers go; 0 where one word is all.</summary>
    public int Registers { get; }

    /// <summary>Where it begins in the image.</summary>
    public int Place { get; set; }

    public int Length => ListLayout.CallSize + (_integers * sizeof(ulong)) + (_vectors * _vectorBytes) + _stackBytes + (_copies.Count * ListLayout.LinkSize);

    /// <summary>Whether a call's result needs more than one word.</summary>
    public static bool NeedsRegisters(FunctionTarget function) => function.Plan.HasWideResult || function.Plan.ReturnsText;

    /// <summary>Where in the list's image a word lies that in an image of the call's own is at a place.</summary>
    public int PlaceOf(int place) => Place + ListLayout.CallSize + place switch
    {
        >= CallImageLayout.FixedSize => (_integers * sizeof(ulong)) + (_vectors * _vectorBytes) + place - CallImageLayout.FixedSize,
        >= CallImageLayout.Vectors => (_integers * sizeof(ulong)) + ((place - CallImageLayout.Vectors) / CallImageLayout.VectorSize * _vectorBytes),
        _ => place - CallImageLayout.Integers,
    };

    public void Write(Span<byte> image)
    {
        Span<byte> record = image.Slice(Place, Length);
        record.Clear();
        CallShape shape = _call.Part.Shape;
        CallPlan plan = _call.Target.Plan;
        Condition condition = _call.Condition;
        int size = plan.Prototype.ReturnType is PointerType ? sizeof(ulong) : LinkType.IntegerOf(plan.Prototype.ReturnType)?.Size ?? sizeof(ulong);
        BinaryPrimitives.WriteUInt64LittleEndian(record[ListLayout.CallExpected..], condition.Expected);
        BinaryPrimitives.WriteUInt32LittleEndian(record[ListLayout.CallRegisters..], (uint)Registers);
        BinaryPrimitives.WriteUInt32LittleEndian(record[ListLayout.CallLength..], (uint)Length);
        BinaryPrimitives.WriteUInt16LittleEndian(record[ListLayout.CallStackWords..], (ushort)shape.Layout.StackWords);
        BinaryPrimitives.WriteUInt16LittleEndian(record[ListLayout.CallStackAlignment..], (ushort)shape.Layout.StackAlignment);
        BinaryPrimitives.WriteUInt16LittleEndian(record[ListLayout.CallLinkCount..], (ushort)_copies.Count);
        ushort flags = (ushort)((ushort)(shape.Flags & ~ImageFlags.WideResult) | (shape.Layout.Result is VectorResult ? ListLayout.ResultInXmm0 : 0) | (_call.RunsAlways ? ListLayout.Always : 0));
        BinaryPrimitives.WriteUInt16LittleEndian(record[ListLayout.CallFlags..], flags);
        record[ListLayout.CallConvention] = (byte)shape.Convention;
        record[ListLayout.CallFetchKind] = (byte)plan.FetchKind;
        record[ListLayout.CallCondition] = (byte)condition.Kind;
        record[ListLayout.CallConditionShift] = (byte)(8 * (sizeof(ulong) - size));
        record[ListLayout.CallIntegerCount] = (byte)_integers;
        record[ListLayout.CallVectorCount] = (byte)_vectors;
        WriteWords(image);
        Span<byte> link = record[^(_copies.Count * ListLayout.LinkSize)..];
        foreach (Copy copy in _copies)
        {
            copy.Write(link);
            link = link[ListLayout.LinkSize..];
        }
    }

    /// <summary>Writes the registers and the words of the stack.</summary>
    public void WriteWords(Span<byte> image)
    {
        ReadOnlySpan<byte> own = _call.Part.Image;
        Span<byte> words = image[(Place + ListLayout.CallSize)..];
        own.Slice(CallImageLayout.Integers, _integers * sizeof(ulong)).CopyTo(words);
        words = words[(_integers * sizeof(ulong))..];
        for (int i = 0; i < _vectors; i++, words = words[_vectorBytes..])
        {
            own.Slice(CallImageLayout.Vectors + (i * CallImageLayout.VectorSize), _vectorBytes).CopyTo(words);
        }

        own.Slice(CallImageLayout.FixedSize, _stackBytes).CopyTo(words);
    }

    /// <summary>Writes where the function is in a worker.</summary>
    public void SetTarget(Span<byte> image, ulong address)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(image[(Place + ListLayout.CallTarget)..], address);
        BinaryPrimitives.WriteUInt64LittleEndian(_call.Part.Image.AsSpan(CallImageLayout.Target), address);
    }

    private static List<Copy> CopiesOf(ListedCall call, Func<ListedCall, (long Result, long Registers)> resultOf)
    {
        PreparedCall part = call.Part;
        var copies = new List<Copy>();
        foreach (PreparedBlock block in part.Blocks)
        {
            int place = block.Parameter == PreparedBlock.OfResult
                ? CallImageWriter.Integer(((MemoryResult)part.Shape.Layout.Result).Register)
                : part.Shape.Writers[block.Parameter].AddressPlace;
            copies.Add(new Copy(block.Offset, place, sizeof(ulong), 0, LinkKind.Address, 0));
        }

        foreach ((int argument, CallLink link) in call.Links)
        {
            (long result, long registers) = resultOf(link.Source);
            ValuePiece[] from = LinkSource.PiecesOf(link, result, registers);
            ArgumentPlace place = part.Shape.Layout.Arguments[argument];
            CType type = part.Shape.Writers[argument].Parameter.Type;
            ushort source = (ushort)link.Source.Index;
            if (LinkType.IntegerOf(type) is { } to && LinkType.IntegerOf(link.Type) is { } integer)
            {
                copies.AddRange(WordsOf(place).Select(word => new Copy(from[0].Place, word, integer.Size, source, integer.Kind, to.Range)));
            }
            else if (place is ReferencePlace)
            {
                int block = (int)LinkSource.OffsetOf(part, argument);
                copies.AddRange(LinkSource.Meet(from, [new(block, 0, type.Size)]).Select(piece => new Copy(piece.Place, piece.Offset, piece.Size, source, LinkKind.Copy, 0)));
            }
            else
            {
                ValuePiece[] targets = place is SplitPlace ? PlaceMap.PiecesOf(place, type.Size) : [.. WordsOf(place).Select(word => new ValuePiece(word, 0, type.Size))];
                copies.AddRange(LinkSource.Meet(from, targets).Select(piece => new Copy(piece.Place, piece.Offset, piece.Size, source, LinkKind.Bytes, 0)));
            }
        }

        return copies;
    }

    /// <summary>Where a value of one piece goes: two registers where a variadic function of the Microsoft convention looks for it in either.</summary>
    private static IEnumerable<int> WordsOf(ArgumentPlace place) =>
        place is TwinRegisterPlace twin ? [PlaceMap.WordOf(place), CallImageWriter.Integer(twin.Register)] : [PlaceMap.WordOf(place)];

    /// <summary>A <c>struct ffi_link</c>.</summary>
    private readonly record struct Copy(long From, int To, int Size, ushort Call, LinkKind Kind, byte Range)
    {
        public void Write(Span<byte> link)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(link, (ulong)From);
            BinaryPrimitives.WriteUInt64LittleEndian(link[ListLayout.LinkTo..], (ulong)To);
            BinaryPrimitives.WriteUInt32LittleEndian(link[ListLayout.LinkLength..], (uint)Size);
            BinaryPrimitives.WriteUInt16LittleEndian(link[ListLayout.LinkCall..], Call);
            link[ListLayout.LinkKind] = (byte)Kind;
            link[ListLayout.LinkRange] = Range;
        }
    }
}
