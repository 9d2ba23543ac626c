// The memory that a session shares with its worker on demand.
using System.Runtime.CompilerServices;
using FfiIsolation.Libraries;
using FfiIsolation.Renting;

namespace FfiIsolation;

public sealed partial class NativeSession
{
    private const int NoAccess = 0;
    private const int ReadAndWrite = 3;

    private readonly Lock _renting = new();
    private RentedArena? _arena;

    /// <summary>
    /// Rents memory that this process and the session's worker share: what is written here, native code reads there, and the other way round, without a copy. Zero at first.
    /// Waits for a call of the session that runs.
    /// </summary>
    /// <typeparam name="T">The type of the elements, laid out as in C.</typeparam>
    /// <param name="count">The number of elements.</param>
    /// <returns>The buffer, which is passed to the session's functions as a pointer. Not disposed, it lives as long as the session.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative, or no session could rent that much (<see cref="NativeHostOptions.MaxRentedBytes"/>).</exception>
    /// <exception cref="OutOfMemoryException">What the session has rented leaves no room.</exception>
    /// <exception cref="WorkerLostException">The session's worker has ended.</exception>
    public RentedBuffer<T> Rent<T>(int count)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        long bytes = (long)count * Unsafe.SizeOf<T>(), limit = _host.Options.MaxRentedBytes;
        if (bytes > limit)
        {
            throw new ArgumentOutOfRangeException(
                nameof(count), count, $"{bytes} bytes are more than a session can rent, which is {limit} ({nameof(NativeHostOptions)}.{nameof(NativeHostOptions.MaxRentedBytes)}).");
        }

        if (IsLost)
        {
            throw Lost("renting", null);
        }

        RentedArena arena = Arena();
        RentedPlace place = arena.Take(bytes, limit);
        try
        {
            CloseGuard(arena, place);
            return new RentedBuffer<T>(this, arena, place, count);
        }
        catch
        {
            arena.Return(place);
            throw;
        }
    }

    /// <summary>What is rented becomes unusable, before the worker is gone.</summary>
    private void EndRenting()
    {
        lock (_renting)
        {
            _arena?.Dispose();
        }
    }

    private RentedArena Arena()
    {
        lock (_renting)
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
            return _arena ??= _worker.MapArena() ?? throw Lost("renting", null);
        }
    }

    /// <summary>Closes the page behind a buffer to the worker, and opens those that were closed behind buffers before. Nothing to do where the last buffer here was of this size.</summary>
    private void CloseGuard(RentedArena arena, RentedPlace place)
    {
        if (arena.HasGuards(place))
        {
            Protect(arena.AddressOf(place.FirstPage), (place.PageCount - 1) * RentedArena.PageSize, ReadAndWrite);
        }

        if (!arena.IsGuard(place.GuardPage))
        {
            Protect(arena.AddressOf(place.GuardPage), RentedArena.PageSize, NoAccess);
        }

        arena.NoteGuard(place);
    }

    private void Protect(ulong address, long bytes, int protection)
    {
        NativeResult result = Call(InternalFunctions.Protect, NativePointer.FromAddress(address), bytes, protection);
        if ((int)result != 0)
        {
            throw new OutOfMemoryException($"The worker cannot have a guard page more (mprotect: errno {result.Errno}).");
        }
    }
}
