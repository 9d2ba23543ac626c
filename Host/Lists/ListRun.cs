// A list that has its places: the image that travels, and what came of it when it travelled last. The image is kept, so that another run writes only
// what has changed; it is made anew when the list changes, or when somebody else may still look at the old one.
using System.Buffers.Binary;
using FfiIsolation.Calls;
using FfiIsolation.Diagnostics;
using FfiIsolation.Images;
using FfiIsolation.Injection;
using FfiIsolation.Overruns;
using FfiIsolation.SharedMemory;
using FfiIsolation.Workers;
using FfiIsolation.WrongPrototypes;

namespace FfiIsolation.Lists;

internal sealed partial class ListRun : IManyCalls
{
    /// <summary>Room for what a C++ exception says.</summary>
    private const int ExceptionTextBytes = 4096;

    private static uint s_lastNumber;

    private readonly ListedCall[] _calls;
    private readonly FunctionTarget[] _functions;
    private readonly PreparedCall[] _parts;

    /// <summary>What is called in the place of the functions in this run; null where no test wants that.</summary>
    private FunctionTarget[]? _chosen;
    private readonly ListRecord[] _records;
    private readonly ListMemory _memory;
    private readonly int[] _rechecked;
    private readonly ListResults _results;
    private readonly int _listAt;
    private readonly bool _inSession;
    private ListTally? _tally;
    private bool _checksEach = true;
    private int _ran;
    private int? _culprit;
    private bool _leftModesChanged;
    private string? _refused;

    /// <param name="window">What is taken of the window, by the calls within whose callbacks the list runs.</param>
    /// <exception cref="ArgumentException">The list is too large.</exception>
    public ListRun(ListedCall[] calls, bool inSession, WindowAllocator window)
    {
        _calls = calls;
        _functions = [.. calls.Select(call => call.Target).Distinct()];
        _inSession = inSession;
        int registers = calls.Length * ListLayout.ResultSize;
        int[] registersOf = new int[calls.Length];
        for (int i = 0; i < calls.Length; i++)
        {
            calls[i].Renew();
            registersOf[i] = ListRecord.NeedsRegisters(calls[i].Target) ? registers : 0;
            registers += registersOf[i] > 0 ? ListLayout.RegistersSize : 0;
        }

        int textLimit = calls.Max(call => call.Target.Plan.ReturnsText ? call.Target.Plan.FetchLimit : 0);
        _memory = new ListMemory(calls, registers, textLimit + ExceptionTextBytes, window);
        _parts = [.. calls.Select(call => call.Part)];
        _results = new ListResults(_parts, registersOf, registers) { HasConditions = calls.Any(call => call.Condition.Kind != ResultCondition.None) };
        _records = [.. calls.Select(call => new ListRecord(call, registersOf[call.Index], source =>
            (_memory.Results + (source.Index * ListLayout.ResultSize), _memory.Results + registersOf[source.Index])))];
        _rechecked = [.. calls.Where(call => call.NeedsRecheck).Select(call => call.Index)];
        Call = PreparedCall.New();
        Call.Reset(calls[0].Target, calls[0].Part.Shape, [], textLimit + ExceptionTextBytes);
        Call.Many = this;
        Call.Window = _memory.Window;
        _listAt = WriteImage(registers, textLimit);
    }

    /// <summary>All of them as one crossing.</summary>
    public PreparedCall Call { get; }

    public ReadOnlySpan<ListedCall> Calls => _calls;

    /// <summary>Whether one of its functions has ended a worker lately.</summary>
    public bool HasSuspects
    {
        get
        {
            foreach (FunctionTarget function in _functions)
            {
                if (function.Suspicion is not null)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>The worker that the image has the addresses of; 0 for none.</summary>
    public int Generation { get; private set; }

    /// <summary>The call in which something happened that ended the worker, or that threw.</summary>
    public int? Culprit => _culprit;

    /// <summary>Whether this run got as far as to be carried to a worker.</summary>
    public bool WasCarried { get; set; }

    /// <summary>What became of each call.</summary>
    public ListResults Results => _results;

    /// <summary>What looks wrong but cannot be said to be one call's, or else the first call's warning.</summary>
    public string? Warning => _refused ?? (_leftModesChanged
        ? "A call of the list left the processor's floating-point modes, direction flag or x87 stack changed; the worker restored them behind the last call. The next run says which call it is."
        : _calls.Where(call => _results.HasRun(call.Index)).Select(call => _results.ResultOf(call.Index).Warning is { } warning ? $"{call}: {warning}" : null).FirstOrDefault(warning => warning is not null));

    /// <summary>A run begins: what was known of the one before is over. Structs by value are taken as they are now.</summary>
    public void Begin()
    {
        Call.Again();
        _results.Begin();
        _culprit = null;
        _ran = 0;
        _leftModesChanged = false;
        _refused = null;
        WasCarried = false;
        if (_chosen is not null)
        {
            // The addresses in the image are those of what was chosen then.
            _chosen = null;
            Generation = 0;
        }

        foreach (int i in _rechecked)
        {
            _calls[i].Recheck();
            _records[i].WriteWords(Call.Image);
        }
    }

    /// <summary>Asks a test what is called in this run, call by call.</summary>
    /// <exception cref="FfiIsolationException">What the run ends with; nothing runs then.</exception>
    public void Choose(ICallInterceptor interceptor)
    {
        _chosen = new FunctionTarget[_calls.Length];
        Generation = 0;
        for (int i = 0; i < _calls.Length; i++)
        {
            _chosen[i] = interceptor.Choose(_calls[i].Target, i);
        }
    }

    /// <summary>What is called.</summary>
    public FunctionTarget TargetOf(int index) => _chosen is null ? _calls[index].Target : _chosen[index];

    /// <summary>What its calls are counted with, where somebody wants to know.</summary>
    public ListTally Tally => _tally ??= new ListTally(_calls);

    /// <summary>Writes numbers that were changed.</summary>
    public void WriteWords(int index) => _records[index].WriteWords(Call.Image);

    /// <summary>Where the first function is.</summary>
    public ulong FirstTarget => BinaryPrimitives.ReadUInt64LittleEndian(_parts[0].Image.AsSpan(CallImageLayout.Target));

    public void SetTarget(int index, ulong address) => _records[index].SetTarget(Call.Image, address);

    /// <summary>The addresses of a worker are written.</summary>
    public void BoundTo(WorkerProcess worker)
    {
        Generation = worker.Generation;
        _results.Worker = worker;
    }

    /// <summary>The list has run to its end, one way or another, and its outputs are taken.</summary>
    /// <param name="result">The result part.</param>
    /// <param name="texts">What was read behind results, valid until the next run.</param>
    /// <returns>The call that it stopped at; null for none.</returns>
    /// <exception cref="CppException">A call threw.</exception>
    public ListedCall? Take(byte[] result, ReadOnlyMemory<byte> texts)
    {
        var reader = new CallImageReader(result);
        if (reader.Outcome == ImageOutcome.Overran)
        {
            throw OverrunReader.Read(Call, texts.Span, _results.Worker);
        }

        _results.Took(texts, _inSession);
        foreach (ListMemory.Piece piece in _memory.Pieces)
        {
            piece.Filled(_results, Generation, _inSession);
        }

        _results.Look();
        _refused = _results.Worker?.TakeRefused();
        _leftModesChanged = (reader.MachineChanges & (MachineChanges.Modes | MachineChanges.X87Unbalanced)) != 0;
        if ((reader.MachineChanges & MachineChanges.ConstChanged) != 0)
        {
            NoteChangedConstant(result);
        }

        _checksEach = _leftModesChanged || (_checksEach && _results.HaveMachineChanges);
        BinaryPrimitives.WriteUInt32LittleEndian(Call.Image.AsSpan(_listAt + ListLayout.Flags), _checksEach ? ListLayout.CheckEach : 0);
        return reader.Outcome == ImageOutcome.Returned && _ran == _calls.Length && !_results.HasConditions ? null : StoppedAt(reader.Outcome == ImageOutcome.Threw);
    }

    /// <summary>Told of the first call that was given what was changed and has run; several may have been.</summary>
    private void NoteChangedConstant(byte[] result)
    {
        if (ChangedConstant.Find(Call, result) is var (block, at) && block.Column > 0 && _memory.Pieces[block.Column - 1].Users.Find(user => _results.HasRun(user.Index)) is { } call)
        {
            BlockOwner owner = OwnerOf(block, (ulong)call.Index);
            _results.Changed(call.Index, ChangedConstant.InList(owner.Call, owner.Parameter, at));
        }
    }

    private ListedCall? StoppedAt(bool threw)
    {
        int at = 0;
        while (at < _calls.Length && !(_results.StateOf(at) is var state && (threw ? state is ListedState.Threw : state is ListedState.Stopped or ListedState.Unfit)))
        {
            at++; // a delegate would be an object for each run of a list with conditions
        }

        if (!threw || at == _calls.Length)
        {
            return at == _calls.Length ? null : _calls[at];
        }

        _culprit = at;
        CppException thrown = CallResult.Thrown(_calls[at].Target.Prototype.Name, _results.TextOfException(at));
        thrown.ListIndex = at;
        throw thrown;
    }

    private int WriteImage(int resultsLength, int textLimit)
    {
        Call.AddBlock(new PreparedBlock(PreparedBlock.OfColumn(0), _memory.Results, resultsLength, BlockDirection.Out));
        for (int i = 0; i < _memory.Pieces.Count; i++)
        {
            ListMemory.Piece piece = _memory.Pieces[i];
            Call.AddBlock(new PreparedBlock(PreparedBlock.OfColumn(i + 1), piece.Offset, piece.Length, piece.Direction));
        }

        int listAt = CallImageWriter.SizeOf(0, Call.Blocks.Length, 0);
        int size = listAt + ListLayout.Size;
        foreach (ListRecord record in _records)
        {
            record.Place = size;
            size += record.Length;
        }

        if (size > SegmentLayout.FrameCallback)
        {
            throw new ArgumentException($"The list is too large: it takes {size} bytes, and an image has at most {SegmentLayout.FrameCallback}.");
        }

        byte[] image = Call.NewImage(size);
        var writer = new CallImageWriter(image, 0, 16, Call.Blocks.Length, 0);
        writer.SetFetch(FetchKind.Nothing, (ulong)_memory.Text, (ulong)(textLimit + ExceptionTextBytes));
        foreach (PreparedBlock block in Call.Blocks)
        {
            uint flags = Call.Function.Plan.BlockFlags;
            bool isConst = flags != 0 && block.Column > 0 && _memory.Pieces[block.Column - 1].IsConst;
            writer.AddBlock((ulong)block.Offset, (ulong)block.Length, block.Direction, isConst ? flags | CallImageLayout.BlockConst : flags);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(CallImageLayout.Message), (uint)RequestMessage.List);
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(CallImageLayout.Length), (uint)size);
        Span<byte> list = image.AsSpan(listAt, ListLayout.Size);
        list.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(list, (uint)_calls.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(list[ListLayout.Flags..], ListLayout.CheckEach);
        BinaryPrimitives.WriteUInt64LittleEndian(list[ListLayout.Results..], (ulong)_memory.Results);
        BinaryPrimitives.WriteUInt64LittleEndian(list[ListLayout.ResultsLength..], (ulong)resultsLength);
        BinaryPrimitives.WriteUInt32LittleEndian(list[ListLayout.TextLimit..], (uint)textLimit);

        // Lists of other form may have the same after some billions.
        BinaryPrimitives.WriteUInt32LittleEndian(list[ListLayout.Number..], Math.Max(1, Interlocked.Increment(ref s_lastNumber)));
        for (int i = 0; i < _calls.Length; i++)
        {
            _records[i].Write(image);
            foreach (Callbacks.CallbackUse use in _parts[i].Callbacks)
            {
                Call.AddCallback(use with { Place = _records[i].PlaceOf(use.Place) });
            }
        }

        return listAt;
    }
}
