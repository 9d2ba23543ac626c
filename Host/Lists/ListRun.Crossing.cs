// What a lane and a report ask of a list on its way.
using FfiIsolation.Calls;
using FfiIsolation.Calls.Writers;
using FfiIsolation.Crashes;
using FfiIsolation.Images;
using FfiIsolation.Lanes;
using FfiIsolation.Quarantining;
using FfiIsolation.Workers;

namespace FfiIsolation.Lists;

internal sealed partial class ListRun
{
    /// <summary>By argument, what was linked to it in the call in which the worker died.</summary>
    private readonly Dictionary<int, byte[]> _linked = [];

    public string Name => _culprit is { } culprit ? _calls[culprit].Target.Prototype.Name : "A call of a list";

    public TimeSpan? Timeout => null;

    public TimeSpan? Attend(PreparedCall call, SegmentMapping mapping, int frame) => null;

    public void CopyInput(PreparedBlock block, Span<byte> destination) => _memory.Pieces[block.Column - 1].CopyInput(destination);

    public void TakeOutput(PreparedBlock block, ReadOnlySpan<byte> output)
    {
        // The results come first, and say whose output is one.
        if (block.Column == 0)
        {
            _results.Read(output);
        }
        else if (_memory.Pieces[block.Column - 1] is { } piece && piece.HasRun(_results))
        {
            output.CopyTo(piece.Destination);
        }
    }

    public void Look(ReadOnlySpan<byte> outputs) => _results.Read(outputs[.._results.Length]);

    public void CheckDone(CallImageReader result)
    {
        if (result.RowsDone > (ulong)_calls.Length)
        {
            throw new LaneBrokenException($"The worker says that {result.RowsDone} of {_calls.Length} calls have run.", isViolation: true);
        }

        _ran = (int)result.RowsDone;
    }

    public long? NumberIn(ReadOnlySpan<byte> segment, int depth) =>
        FlightRecord.RowOf(segment, depth) is { } number && number < (ulong)_calls.Length ? (long)number : null;

    public void Salvage(HostSegment segment, PreparedCall call, bool began, long? number)
    {
        if (!began)
        {
            _results.NoneRan();
            return;
        }

        if (number is not { } last)
        {
            return;
        }

        byte[] results = new byte[_results.Length];
        segment.ReadWindow(results, _memory.Results);
        _results.Read(results);
        byte[] texts = new byte[_results.TextBytes];
        segment.ReadWindow(texts, _memory.Text);
        _results.Took(texts, _inSession);
        if (_results.StateOf((int)last) is ListedState.NotRun or ListedState.Threw)
        {
            _culprit = (int)last;
            ReadLinks(segment, _calls[last]);
        }
    }

    /// <summary>The calls whose functions have ended workers, and what is held against them.</summary>
    public (int Index, Suspicion Suspicion)[] Suspects() =>
        [.. _calls.Select(call => (call.Index, call.Target.Suspicion)).Where(one => one.Suspicion is not null).Select(one => (one.Index, one.Suspicion!))];

    /// <summary>A call, as far as it is known before the list runs.</summary>
    public PreparedCall PartOf(int index) => _parts[index];

    /// <summary>Whether a call was made in the last run, and its worker lived on.</summary>
    public bool HasEnded(int index) => _results.HasRun(index) || _results.StateOf(index) == ListedState.Threw;

    public PreparedCall? CallAt(long? number) => number is { } index ? _parts[index] : null;

    public BlockOwner OwnerOf(PreparedBlock block, ulong? number)
    {
        if (block.Column == 0)
        {
            return new(Call, PreparedBlock.OfColumn(0), null);
        }

        ListMemory.Piece piece = _memory.Pieces[block.Column - 1];
        // Where the number is not known, it may be any that was given the buffer.
        ListedCall? known = number is null && piece.Users.Count == 1 ? piece.Users[0] : piece.Users.Find(user => (ulong)user.Index == number);
        ListedCall owner = known ?? piece.Users[0];
        int parameter = PreparedBlock.OfResult;
        foreach (PreparedBlock own in owner.Part.Blocks)
        {
            parameter = own.Offset == piece.Offset ? own.Parameter : parameter;
        }

        return new(owner.Part, parameter, known?.Index);
    }

    public CrashedArgument? Describe(PreparedCall call, int index, long? number, ulong window)
    {
        if (number is not { } at || _calls[at].Links.Find(link => link.Argument == index) is not { Link: { } link })
        {
            return null;
        }

        Parameter parameter = call.Shape.Writers[index].Parameter;
        byte[]? bytes = number == _culprit ? _linked.GetValueOrDefault(index) : null;
        (string? value, ulong? address) = bytes is null ? (null, null) : TextOf(link.Type, bytes);
        return new CrashedArgument
        {
            Name = parameter.Name ?? "",
            TypeText = parameter.Type.ToString(),
            Text = value is null ? link.ToString() : $"{value}, {link}",
            Address = address,
        };
    }

    public CrashedCall Numbered(CrashedCall call, long? number) =>
        number is { } index ? call with { ListIndex = (int)index } : call with { Function = "one of the calls of a list", Arguments = [] };

    public bool IsOf(FunctionTarget function) => Array.TrueForAll(_functions, other => other.IsSameAs(function));

    public void AddTo(CallLog log)
    {
        // Of the names, the last are remembered.
        int skipped = Math.Max(0, _ran - CallLog.Names);
        log.Skip(skipped);
        if (_ran == _calls.Length)
        {
            foreach (FunctionTarget function in _functions)
            {
                log.Note(function);
            }

            for (int i = skipped; i < _calls.Length; i++)
            {
                log.Add(_calls[i].Target);
            }

            return;
        }

        for (int i = 0; i < _calls.Length; i++)
        {
            if (HasEnded(i))
            {
                log.Note(_calls[i].Target);
            }

            if (_results.HasRun(i) && skipped-- <= 0)
            {
                log.Add(_calls[i].Target);
            }
        }
    }

    private static (string? Text, ulong? Address) TextOf(CType type, byte[] bytes)
    {
        if (type is PointerType)
        {
            ulong address = BitConverter.ToUInt64(bytes);
            return (address == 0 ? "NULL" : Hex.Short(address), address);
        }

        if (LinkType.IntegerOf(type) is not { } integer)
        {
            return (null, null);
        }

        ulong word = 0;
        for (int i = integer.Size - 1; i >= 0; i--)
        {
            word = (word << 8) | bytes[i];
        }

        int unused = 64 - (8 * integer.Size);
        return (integer.Kind == LinkKind.Signed ? $"{(long)(word << unused) >> unused}" : $"{word}", null);
    }

    private void ReadLinks(HostSegment segment, ListedCall call)
    {
        foreach ((int argument, CallLink link) in call.Links)
        {
            byte[] bytes = new byte[Math.Max(sizeof(ulong), link.Type.Size)];
            foreach (ValuePiece piece in LinkSource.PiecesOf(
                link, _memory.Results + (link.Source.Index * ListLayout.ResultSize), _memory.Results + _records[link.Source.Index].Registers))
            {
                segment.ReadWindow(bytes.AsSpan(piece.Offset, piece.Size), piece.Place);
            }

            _linked[argument] = bytes;
        }
    }
}
