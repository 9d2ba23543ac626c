// The memory that a session shares with its worker on demand.
using System.Runtime.CompilerServices;
using FfiIsolation.Callbacks;
using FfiIsolation.Calls;
using FfiIsolation.Lanes;
using FfiIsolation.Libraries;
using FfiIsolation.Renting;
using FfiIsolation.Workers;

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
    /// <exception cref="ObjectDisposedException">The session or its host was disposed, or is while this waits.</exception>
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
            Change(arena);
            if (arena.IsOver)
            {
                throw Lost("renting", null); // the session ended while this waited for its turn
            }

            if (!arena.IsOpen(place))
            {
                throw new OutOfMemoryException("The worker cannot have a guard page more (mprotect).");
            }

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
            if (_arena is null)
            {
                Volatile.Write(ref _arena, _worker.MapArena() ?? throw Lost("renting", null));
            }

            return _arena;
        }
    }

    /// <summary>Opens and closes pages of the worker as what was rented and returned wants it; nothing to do where the last buffer there was of the same size.</summary>
    private void Change(RentedArena arena)
    {
        if (!arena.HasChanges)
        {
            return;
        }

        bool isWithin = CallbackScope.On(_worker) is not null;
        if (!isWithin && !_turn.TryEnter())
        {
            _turn.Enter();
        }

        try
        {
            ChangeInTurn();
        }
        catch (WorkerNotEnteredException e)
        {
            throw Lost("renting", e);
        }
        finally
        {
            if (!isWithin)
            {
                _turn.Exit();
            }
        }
    }

    /// <summary>Does so before a call: who kept a pointer into what was returned is found by it.</summary>
    private void ChangeInTurn()
    {
        if (!HasChanges)
        {
            return;
        }

        try
        {
            foreach (PageChange change in _arena!.TakeChanges())
            {
                PreparedCall call = Protection(change);
                _host.Runner.Call(_worker, call, CallOptions.Default, inSession: true);
                NoteChange(change, call.Hand());
            }
        }
        catch (CallFailedException e)
        {
            throw NotEntered(e);
        }
    }

    private async Task<T> ChangeThenAsync<T>(Func<Task<T>> run)
    {
        try
        {
            foreach (PageChange change in _arena!.TakeChanges())
            {
                PreparedCall call = Protection(change).Detached();
                LaneReply reply = await _host.Runner.CarryAsync(_worker, call, CallOptions.Default, inSession: true).ConfigureAwait(false);
                NoteChange(change, CallResult.Read(call, reply, _worker, inSession: true));
            }
        }
        catch (CallFailedException e)
        {
            throw NotEntered(e);
        }

        return await run().ConfigureAwait(false);
    }

    /// <summary>Who calls has asked for no mprotect: however that ended, his own function was not entered.</summary>
    private static WorkerNotEnteredException NotEntered(CallFailedException e) => new(e switch
    {
        WorkerLostException lost => lost.Report,
        NativeCrashException crash => crash.Report,
        CallTimeoutException timeout => timeout.Report,
        _ => null,
    });

    private bool HasChanges => Volatile.Read(ref _arena) is { HasChanges: true };

    private PreparedCall Protection(PageChange change) => InternalFunctions.Protect.Plan.Prepare(
        InternalFunctions.Protect,
        [NativePointer.FromAddress(_arena!.AddressOf(change.Pages.First)), change.Pages.Count * RentedArena.PageSize, change.Closes ? NoAccess : ReadAndWrite],
        _worker.Generation);

    private void NoteChange(PageChange change, NativeResult result)
    {
        if ((int)result != 0)
        {
            _arena!.GiveUp(change);
        }
    }
}
