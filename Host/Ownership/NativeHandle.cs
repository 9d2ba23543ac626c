using FfiIsolation.Calls;
using FfiIsolation.Ownership;

namespace FfiIsolation;

/// <summary>
/// A pointer that the application owns, in the worker of its session. It is freed there exactly once: by <see cref="Dispose"/>, or by passing it to the
/// function that frees it. Safe for use from many threads.
/// </summary>
public sealed class NativeHandle : IDisposable, IAsyncDisposable
{
    private readonly NativeSession _session;
    private readonly ulong _address;
    private int _disposals;
    private int _state;
    private volatile string? _freedBy;

    internal NativeHandle(NativeSession session, string maker, int number, ulong address, FunctionTarget free, IReadOnlyList<Deallocator> freeing, bool isKept)
    {
        _session = session;
        _address = address;
        Name = $"{maker} #{number}";
        Number = number;
        Free = free;
        Freeing = freeing;
        IsKept = isKept;
    }

    /// <summary>The function that made it and a number that no other handle of its session has: <c>fopen #1</c>.</summary>
    public string Name { get; }

    /// <summary>The pointer. Once the handle is freed, no function takes it.</summary>
    public NativePointer Pointer => new(_address, _session.Generation, inSession: true, this);

    /// <summary>The function that frees it, such as <c>fclose</c>.</summary>
    public string DeallocatorName => Free.Symbol;

    /// <summary>Whether it was freed, by <see cref="Dispose"/>, by a function or by the end of its worker.</summary>
    public bool IsFreed => WasFreed || _session.IsWorkerGone;

    internal int Number { get; }

    /// <summary>What <see cref="Dispose"/> calls.</summary>
    internal FunctionTarget Free { get; }

    /// <summary>All the functions that free it, each with its parameter.</summary>
    internal IReadOnlyList<Deallocator> Freeing { get; }

    /// <summary>Whether it was made to live as long as its session, so that leaving it open is no mistake.</summary>
    internal bool IsKept { get; }

    /// <summary>The next older open handle of the same address: functions that count references return one address many times. Guarded by the table.</summary>
    internal NativeHandle? Older { get; set; }

    /// <summary>Set by the table alone.</summary>
    internal HandleState State
    {
        get => (HandleState)Volatile.Read(ref _state);
        set => Volatile.Write(ref _state, (int)value);
    }

    /// <summary>Whether something freed it or is about to.</summary>
    internal bool WasFreed => State != HandleState.Open;

    internal ulong Address => _address;

    /// <summary>What frees or freed it, for messages.</summary>
    internal string? FreedBy
    {
        get => _freedBy;
        set => _freedBy = value;
    }

    /// <summary>
    /// Frees it, in its worker, unless that has happened already or the worker is gone. Never throws: where the deallocator crashes, its worker's death is reported
    /// (<see cref="NativeHost.CrashReported"/>). A second call does nothing and is reported (<see cref="NativeHost.OwnershipReported"/>).
    /// </summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <inheritdoc cref="Dispose"/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Increment(ref _disposals) == 1)
        {
            await _session.FreeAsync(this).ConfigureAwait(false);
        }
        else
        {
            _session.Report(OwnershipEventKind.DisposedTwice, $"{Name} was disposed again; {Fate()}.", this);
        }
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>Refuses the handle as an argument once it is freed.</summary>
    /// <exception cref="StaleHandleException">It is.</exception>
    internal void RefuseIfFreed(Prototype prototype, Parameter parameter, NativeArgument argument)
    {
        if (WasFreed)
        {
            string message = $"{prototype.Name}: argument {parameter.Index + 1} '{parameter}' cannot be {argument}: {Fate()}.";
            _session.Report(OwnershipEventKind.UsedAfterFree, message, this);
            throw new StaleHandleException(message, argument.Pointer, Name);
        }
    }

    private string Fate() => FreedBy is { } by ? $"{Name} was {by}" : _session.IsWorkerGone ? $"the worker of {Name} has ended" : "its first disposal is under way";
}
