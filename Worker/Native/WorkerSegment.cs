// The worker's view of the segment that it shares with its host (native/include/ffi_segment.h).
using FfiIsolation.Images;
using FfiIsolation.Rpc;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Worker.Native;

internal sealed unsafe class WorkerSegment
{
    private readonly byte* _address;

    private WorkerSegment(byte* address) => _address = address;

    /// <summary>The segment that the native constructor mapped before the runtime started, or null when there is none.</summary>
    public static WorkerSegment? Find()
    {
        byte* address = Gate.Segment();
        return address == null ? null : new WorkerSegment(address);
    }

    public ulong Address => *(ulong*)(_address + SegmentLayout.HeaderSegmentAddress);

    public ulong SymbolLookup => *(ulong*)(_address + SegmentLayout.HeaderSymbolLookup);

    public int Pipe => *(int*)(_address + SegmentLayout.HeaderPipe);

    /// <summary>Where the image of the current call lies.</summary>
    public byte* Lane => _address + SegmentLayout.LaneOffset;

    public Span<byte> LaneSpan => new(Lane, SegmentLayout.FrameCallback);

    /// <summary>Takes the secret out of the segment: native code called later must not find it there.</summary>
    public byte[] TakeSecret()
    {
        var secret = new Span<byte>(_address + SegmentLayout.HeaderSecret, ProtocolLimits.SecretBytes);
        byte[] copy = secret.ToArray();
        secret.Clear();
        return copy;
    }

    /// <summary>A part of the window.</summary>
    /// <exception cref="InvalidDataException">The part is not within the window.</exception>
    public Span<byte> Window(ulong offset, ulong length)
    {
        if (offset > (ulong)WindowLayout.Size || length > (ulong)WindowLayout.MaxBlockBytes || offset + length > (ulong)WindowLayout.Size)
        {
            throw new InvalidDataException($"A block of {length} bytes at {offset} is not within the window.");
        }

        return new Span<byte>(_address + SegmentLayout.WindowOffset + offset, (int)length);
    }

    /// <summary>Tells the guard that an exit from now on is the worker's own.</summary>
    public void AnnounceShutdown() => *(uint*)(_address + SegmentLayout.HeaderFlags) |= SegmentLayout.OrderlyShutdown;
}
