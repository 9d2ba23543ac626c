// What came back of a list: a record for each call, read when somebody asks. Whatever a worker wrote there is bounded by what this list can give.
using System.Buffers.Binary;
using FfiIsolation.Abi;
using FfiIsolation.Calls;
using FfiIsolation.Images;
using FfiIsolation.SharedMemory;
using FfiIsolation.Workers;
using FfiIsolation.WrongPrototypes;

namespace FfiIsolation.Lists;

internal sealed class ListResults(PreparedCall[] parts, int[] registers, int length)
{
    private readonly byte[] _bytes = new byte[length];
    private readonly byte[] _part = new byte[CallImageLayout.ResultSize];

    /// <summary>The calls that bring memory back in which something may look wrong, and what did in the run that ended, by call.</summary>
    private readonly int[] _looked = [.. Enumerable.Range(0, parts.Length).Where(index => parts[index].Shape.Stored is not null)];
    private readonly string?[] _stored = new string?[parts.Length];

    /// <summary>A call whose constant memory was changed in the run that ended, and what is told of it.</summary>
    private (int Index, string? Told) _changed;
    private ReadOnlyMemory<byte> _texts;
    private bool _inSession;
    private bool _isKnown;

    /// <summary>Whether it is known that no call ran in the run that ended.</summary>
    public bool HaveNoneRun { get; private set; }

    /// <summary>The size in bytes.</summary>
    public int Length => length;

    /// <summary>Whether a call can stop the list.</summary>
    public bool HasConditions { get; init; }

    /// <summary>Where the list runs, or ran last.</summary>
    public WorkerProcess? Worker { get; set; }

    /// <summary>Whether a call left the machine's modes changed.</summary>
    public bool HaveMachineChanges
    {
        get
        {
            for (int i = 0; i < parts.Length; i++)
            {
                if (Record(i)[ListLayout.ResultMachineChanges] != 0)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>The end of the last text, as far as there can be one.</summary>
    public int TextBytes
    {
        get
        {
            long end = 0;
            for (int i = 0; i < parts.Length; i++)
            {
                if (registers[i] != 0 && HasRun(i))
                {
                    ulong last = Word(registers[i] + ListLayout.RegistersTextOffset) + Word(registers[i] + ListLayout.RegistersTextLength);
                    end = last <= (ulong)parts[i].Function.Plan.FetchLimit ? Math.Max(end, (long)last) : end;
                }
            }

            return (int)end;
        }
    }

    /// <summary>A run begins, of which nothing is known.</summary>
    public void Begin()
    {
        _isKnown = false;
        HaveNoneRun = false;
        _texts = default;
        _changed = default;
        foreach (int index in _looked)
        {
            _stored[index] = null;
        }
    }

    /// <summary>No call has run.</summary>
    public void NoneRan()
    {
        Array.Clear(_bytes);
        _isKnown = true;
        HaveNoneRun = true;
    }

    public void Read(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_bytes);
        _isKnown = true;
        HaveNoneRun = false;
    }

    /// <summary>The rest came too.</summary>
    public void Took(ReadOnlyMemory<byte> texts, bool inSession)
    {
        _texts = texts;
        _inSession = inSession;
    }

    /// <summary>Looks at what the calls stored, while it is in their caller's memory as they left it.</summary>
    public void Look()
    {
        foreach (int index in _looked)
        {
            _stored[index] = HasRun(index) ? parts[index].Shape.Stored!.FindStored(parts[index]) : null;
        }
    }

    /// <summary>Memory of a call that is declared const was changed.</summary>
    public void Changed(int index, string? told) => _changed = (index, told);

    /// <summary>What became of a call; null where nobody knows.</summary>
    public ListedState? StateOf(int index) => _isKnown && Record(index)[ListLayout.ResultState] is var state and <= (byte)ListedState.Threw ? (ListedState)state : null;

    /// <summary>Whether a call has returned.</summary>
    public bool HasRun(int index) => StateOf(index) is ListedState.Completed or ListedState.Stopped;

    /// <summary>What a call that threw said: its type, a NUL, and its message.</summary>
    public ReadOnlySpan<byte> TextOfException(int index)
    {
        ulong said = Word(index * ListLayout.ResultSize);
        return Text(said & uint.MaxValue, said >> 32);
    }

    /// <summary>The value that a call returned.</summary>
    public NativeResult ResultOf(int index)
    {
        PreparedCall part = parts[index];
        ReadOnlySpan<byte> record = Record(index);
        Span<byte> result = _part;
        result.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(At(CallImageLayout.Outcome), (uint)ImageOutcome.Returned);
        BinaryPrimitives.WriteUInt32LittleEndian(At(CallImageLayout.MachineChanges), record[ListLayout.ResultMachineChanges]);
        BinaryPrimitives.WriteUInt32LittleEndian(At(CallImageLayout.FetchStatus), record[ListLayout.ResultFetchStatus]);
        record.Slice(ListLayout.ResultErrno, sizeof(int)).CopyTo(At(CallImageLayout.ErrnoAfter));
        record[..sizeof(ulong)].CopyTo(At(part.Shape.Layout.Result is VectorResult ? CallImageLayout.Xmm0 : CallImageLayout.Rax));
        ReadOnlySpan<byte> text = default;
        if (registers[index] is var at and not 0)
        {
            ReadOnlySpan<byte> more = _bytes.AsSpan(at, ListLayout.RegistersSize);
            more.Slice(ListLayout.RegistersRax, sizeof(ulong)).CopyTo(At(CallImageLayout.Rax));
            more.Slice(ListLayout.RegistersRdx, sizeof(ulong)).CopyTo(At(CallImageLayout.Rdx));
            more.Slice(ListLayout.RegistersXmm0, CallImageLayout.VectorSize).CopyTo(At(CallImageLayout.Xmm0));
            more.Slice(ListLayout.RegistersXmm1, CallImageLayout.VectorSize).CopyTo(At(CallImageLayout.Xmm1));
            more.Slice(ListLayout.RegistersSt0, CallImageLayout.VectorSize).CopyTo(At(CallImageLayout.St0));
            more.Slice(ListLayout.RegistersSt1, CallImageLayout.VectorSize).CopyTo(At(CallImageLayout.St1));
            text = Text(Word(at + ListLayout.RegistersTextOffset), Word(at + ListLayout.RegistersTextLength));
        }

        ulong memory = part.ResultOffset is { } offset ? Worker!.SegmentAddress + SegmentLayout.WindowOffset + (ulong)offset : 0;
        NativeResult value = ResultReader.Read(part.Function.Plan, _part, part.ResultMemory, memory, text, Worker!.Generation, _inSession, new CallEvidence(part.Function, part.LacksArguments ? null : part, WhatIsAt));
        value = _changed.Told is { } changed && _changed.Index == index ? value.With(changed) : value;
        return value.Warning is null && (_stored[index] ?? part.Shape.Stored?.FindReturned(part, text)) is { } stored ? value.With(stored) : value;

        Span<byte> At(int place) => _part.AsSpan(place - CallImageLayout.Result);
    }

    /// <summary>Asked later than a single call asks: once the worker is gone, its process number may be another's.</summary>
    private string? WhatIsAt(ulong address) => Worker is { IsGone: false } worker ? worker.WhatIsAt(address) : null;

    private ReadOnlySpan<byte> Record(int index) => _bytes.AsSpan(index * ListLayout.ResultSize, ListLayout.ResultSize);

    private ulong Word(int at) => BinaryPrimitives.ReadUInt64LittleEndian(_bytes.AsSpan(at));

    private ReadOnlySpan<byte> Text(ulong offset, ulong length) =>
        offset <= (ulong)_texts.Length && length <= (ulong)_texts.Length - offset ? _texts.Span.Slice((int)offset, (int)length) : default;
}
