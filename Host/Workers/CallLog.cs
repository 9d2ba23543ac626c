using FfiIsolation.Calls;
using FfiIsolation.Libraries;

namespace FfiIsolation.Workers;

/// <summary>
/// What one worker has done: how many calls, the names of the last ones, and whether all were of one function, for a crash that comes after its cause
/// has returned. Written by whoever has the worker, read once it is gone.
/// </summary>
internal sealed class CallLog
{
    private const int Remembered = 8; // a power of two

    private readonly FunctionTarget?[] _last = new FunctionTarget?[Remembered];
    private long _added;
    private long _count;
    private FunctionTarget? _first;
    private bool _haveOthers;
    private long _tellAt = long.MaxValue;
    private Action? _tell;

    /// <summary>Calls that ended; loading and resolving are steps on the way to one, and not counted.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<string> Last
    {
        get
        {
            var last = new List<string>(Remembered);
            long added = Volatile.Read(ref _added);
            for (long i = Math.Max(0, added - Remembered); i < added; i++)
            {
                last.Add(_last[i % Remembered]!.Prototype.Name);
            }

            return last;
        }
    }

    /// <summary>The functions of all calls that ended. What one left running may crash long after its name is not remembered any more.</summary>
    public EarlierFunctions Functions => new(Volatile.Read(ref _first), Volatile.Read(ref _haveOthers));

    /// <summary>The names that are remembered.</summary>
    public const int Names = Remembered;

    /// <summary>Counts calls whose names are not kept, since as many as are remembered come after them. Their functions are to be noted.</summary>
    public void Skip(int calls) => _count += calls;

    public void Add(FunctionTarget function)
    {
        _count += function.IsBinding ? 0 : 1;
        Note(function);

        // A library that was loaded may have left something running; a symbol that was looked up has not.
        if (function.Index != InternalFunctions.ResolveIndex)
        {
            // The name before the count: a worker can die, and its log be read, while this is written.
            _last[_added % Remembered] = function;
            Volatile.Write(ref _added, _added + 1);
        }

        if (_count >= _tellAt)
        {
            _tellAt = long.MaxValue;
            _tell!();
        }
    }

    /// <summary>Notes a function of which a call ended.</summary>
    public void Note(FunctionTarget function)
    {
        // All that it costs a worker with one function, and a look at a flag one with several.
        if (!ReferenceEquals(function, _first) && !_haveOthers)
        {
            NoteAnother(function);
        }
    }

    /// <summary>Has somebody told, once, when so many calls have ended.</summary>
    public void TellAfter(long calls, Action tell) => (_tell, _tellAt) = (tell, calls);

    private void NoteAnother(FunctionTarget function)
    {
        if (function.IsInternal)
        {
            return;
        }

        if (_first is null)
        {
            Volatile.Write(ref _first, function);
        }
        else if (!_first.IsSameAs(function))
        {
            Volatile.Write(ref _haveOthers, true);
        }
    }
}
