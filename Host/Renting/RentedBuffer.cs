using System.Buffers;
using FfiIsolation.Ownership;
using FfiIsolation.Renting;

namespace FfiIsolation;

/// <summary>
/// Memory that this process and the worker of a session share: rented by <see cref="NativeSession.Rent{T}"/>, passed to the session's functions as a pointer, and never copied.
/// It ends at a guard page in the worker, so native code that runs past its end crashes there and then. Native code can change it at any time, not only during calls that it is passed to.
/// </summary>
public abstract class RentedBuffer : IDisposable
{
    private readonly NativeSession _session;
    private int _disposed;

    private protected RentedBuffer(NativeSession session, RentedArena arena, RentedPlace place)
    {
        _session = session;
        Arena = arena;
        Place = place;
        Pointer = new NativePointer(arena.AddressOf(place), session.Generation, inSession: true, this);
    }

    /// <summary>A name that no other rented buffer of its session has: <c>rented buffer #1</c>.</summary>
    public string Name => $"rented buffer #{Place.Number}";

    /// <summary>Where it lies in the worker. Once the buffer is disposed, no function takes it.</summary>
    public NativePointer Pointer { get; }

    /// <summary>The length in bytes.</summary>
    public long ByteLength => Place.Bytes;

    /// <summary>Whether it was disposed, or its session was.</summary>
    public bool IsReturned => Volatile.Read(ref _disposed) != 0 || Arena.IsOver;

    /// <summary>The size of an element in bytes; 1 for bytes and structures, which fit any parameter.</summary>
    internal abstract int ElementSize { get; }

    /// <summary>Whether the elements are floating-point numbers.</summary>
    internal abstract bool HoldsFloats { get; }

    private protected RentedArena Arena { get; }

    private protected RentedPlace Place { get; }

    /// <summary>
    /// Gives the memory back. Native code must not use it any more: the session's next call begins with closing it in the worker, where whoever kept a pointer crashes from then on; while a call with it is under way,
    /// the function finds zeros, or what is rented next. Never throws, and does not wait. A second call does nothing.
    /// </summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            Arena.Return(Place);
        }
    }

    /// <summary>The name and the length.</summary>
    public override string ToString() => Describe(Place.Number, Place.Bytes);

    internal static string Describe(int number, long bytes) => $"rented buffer #{number} of {bytes} bytes";

    /// <summary>The bytes from an address up to the end; null for an address that is not within.</summary>
    internal long? RestFrom(ulong address)
    {
        ulong offset = address - Pointer.Address;
        return offset <= (ulong)Place.Bytes ? Place.Bytes - (long)offset : null;
    }

    /// <summary>An address that came out of it, as reports show it.</summary>
    internal string Describe(ulong address)
    {
        long offset = (long)(address - Pointer.Address);
        return offset == 0 ? ToString() : offset > 0 ? $"byte {offset} of {this}" : $"{-offset} bytes before {this}";
    }

    /// <summary>Refuses the buffer as an argument once it is returned.</summary>
    /// <exception cref="StaleHandleException">It is.</exception>
    internal void RefuseIfReturned(Prototype prototype, Parameter parameter, in NativeArgument argument)
    {
        if (IsReturned)
        {
            string message = $"{prototype.Name}: argument {parameter.Index + 1} '{parameter}' cannot be {argument}: {Fate()}.";
            _session.Report(OwnershipEventKind.UsedAfterFree, message);
            throw new StaleHandleException(message, argument.Pointer, Name);
        }
    }

    /// <exception cref="ObjectDisposedException">It was returned; says how.</exception>
    private protected void RefuseIfReturned()
    {
        if (IsReturned)
        {
            throw new ObjectDisposedException(Name, $"{Fate()}.");
        }
    }

    private string Fate() => Volatile.Read(ref _disposed) != 0 ? $"{Name} was disposed" : $"the session of {Name} was disposed";
}
