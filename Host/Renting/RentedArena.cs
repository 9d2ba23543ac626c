// The part of a session's segment that buffers are rented from, in the host's memory. A mapping of its own, on either lane: it outlives the worker and its
// lane, until the session has ended and every buffer is returned, so that no span which somebody still holds can fault. The file cannot shrink.
using System.Buffers;
using FfiIsolation.Crashes;
using FfiIsolation.Processes;

namespace FfiIsolation.Renting;

internal sealed unsafe class RentedArena : IDisposable
{
    public const int PageSize = 4096;

    /// <summary>Returned buffers that are remembered.</summary>
    private const int MostReturned = 64;

    private readonly Lock _lock = new();
    private readonly PageAllocator _pages;
    private readonly ulong _workerAddress;
    private readonly long _length;

    private readonly ClosedPages _closed = new();

    /// <summary>The buffers that were returned last, newest behind.</summary>
    private readonly Queue<RentedPlace> _returned = [];

    /// <summary>The buffers that are out, by their numbers.</summary>
    private readonly SortedDictionary<int, RentedPlace> _buffers = [];

    private byte* _address;
    private int _number;
    private volatile bool _isOver;
    private volatile bool _hasChanges;

    /// <param name="address">Where it is mapped here; this unmaps it.</param>
    /// <param name="workerAddress">Where it is in the worker.</param>
    public RentedArena(byte* address, ulong workerAddress, long length)
    {
        _address = address;
        _workerAddress = workerAddress;
        _length = length;
        _pages = new PageAllocator(length / PageSize);
    }

    ~RentedArena() => Unmap();

    /// <summary>The size of an arena in which one buffer of so many bytes has room, or smaller ones in that proportion: every buffer takes whole pages and a guard page.</summary>
    public static long SizeFor(long bytes) => bytes == 0 ? 0 : ((bytes + PageSize - 1) / PageSize * PageSize) + PageSize;

    /// <summary>Whether the session has ended.</summary>
    public bool IsOver => _isOver;

    /// <summary>Takes pages for a buffer, and one for the guard page behind them.</summary>
    /// <param name="limit">What the host's options allow a session, for a text.</param>
    /// <exception cref="OutOfMemoryException">No room is long enough.</exception>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public RentedPlace Take(long bytes, long limit)
    {
        long count = ((bytes + PageSize - 1) / PageSize) + 1;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isOver, typeof(NativeSession));
            long first = _pages.Take(count);
            if (first < 0)
            {
                throw new OutOfMemoryException(
                    $"The session has no room to rent {bytes} bytes: {Math.Max(0, (_pages.Largest - 1) * PageSize)} is the most that one buffer can get now. Each takes whole pages, and one more as its guard ({nameof(NativeHostOptions)}.{nameof(NativeHostOptions.MaxRentedBytes)}: {limit}).");
            }

            var place = new RentedPlace(++_number, first, count, bytes);
            _buffers.Add(_number, place);
            _closed.Open(place);
            _hasChanges = !_closed.AreMade;
            return place;
        }
    }

    /// <summary>Takes a place back, and its memory from both processes.</summary>
    public void Return(in RentedPlace place)
    {
        lock (_lock)
        {
            Release(place.FirstPage, place.PageCount);
            _pages.Give(place.FirstPage, place.PageCount);
            _buffers.Remove(place.Number);
            _closed.Close(place);
            _hasChanges = !_closed.AreMade;
            if (_returned.Count == MostReturned)
            {
                _returned.Dequeue();
            }

            _returned.Enqueue(place);
            UnmapIfUnused();
        }
    }

    /// <summary>The buffers that are out, as they are called.</summary>
    public IReadOnlyList<string> NamesOfBuffers()
    {
        lock (_lock)
        {
            return [.. _buffers.Values.Select(place => RentedBuffer.Describe(place.Number, place.Bytes))];
        }
    }

    /// <summary>The buffers that are out, and behind them those that were returned last, newest first, for the report of a death.</summary>
    public IReadOnlyList<RentedBlock> Blocks()
    {
        lock (_lock)
        {
            return [.. _buffers.Values.Select(place => Block(place, isReturned: false)), .. _returned.Reverse().Select(place => Block(place, isReturned: true))];
        }
    }

    /// <summary>Whether there may be something to do in the worker, since buffers were rented or returned.</summary>
    public bool HasChanges => _hasChanges;

    /// <summary>What is to be done in the worker before its next call: by who asks, in the session's turn.</summary>
    public IReadOnlyList<PageChange> TakeChanges()
    {
        lock (_lock)
        {
            _hasChanges = false;
            return _isOver ? [] : _closed.Take();
        }
    }

    /// <summary>The worker could not do it.</summary>
    public void GiveUp(PageChange change)
    {
        lock (_lock)
        {
            _closed.GiveUp(change);
        }
    }

    /// <summary>Whether a buffer is open to the worker, and closed behind.</summary>
    public bool IsOpen(in RentedPlace place)
    {
        lock (_lock)
        {
            return _closed.IsOpen(place);
        }
    }

    /// <summary>The address of a page in the worker.</summary>
    public ulong AddressOf(long page) => _workerAddress + (ulong)(page * PageSize);

    /// <summary>Where a buffer starts in the worker: it ends at its guard page.</summary>
    public ulong AddressOf(in RentedPlace place) => AddressOf(place.GuardPage) - (ulong)place.Bytes;

    /// <summary>The elements of a buffer that has not been returned.</summary>
    public Span<T> SpanOf<T>(RentedPlace place, int count)
        where T : unmanaged => new(PointerTo(place), count);

    /// <summary>The same for what takes pointers: it lies still anyway.</summary>
    public MemoryHandle Pin(in RentedPlace place, long offset) => new(PointerTo(place) + offset);

    /// <summary>The session has ended: nothing is rented any more, and the memory goes at once. The addresses stay until the last buffer is returned.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (!_isOver)
            {
                _isOver = true;
                Release(0, _pages.Pages);
                UnmapIfUnused();
            }
        }
    }

    private RentedBlock Block(in RentedPlace place, bool isReturned) => new($"rented buffer #{place.Number}", AddressOf(place), place.Bytes, isReturned);

    private byte* PointerTo(in RentedPlace place) => _address + (place.GuardPage * PageSize) - place.Bytes;

    /// <summary>Makes a hole: the memory is free, and what is read there is zero.</summary>
    private void Release(long first, long count)
    {
        if (_address != null)
        {
            LinuxCalls.Advise(_address + (first * PageSize), (nuint)(count * PageSize), LinuxCalls.AdviceRemove);
        }
    }

    private void UnmapIfUnused()
    {
        if (_isOver && _buffers.Count == 0)
        {
            Unmap();
            GC.SuppressFinalize(this);
        }
    }

    private void Unmap()
    {
        byte* address = _address;
        _address = null;
        if (address != null)
        {
            LinuxCalls.Unmap(address, (nuint)_length);
        }
    }
}
