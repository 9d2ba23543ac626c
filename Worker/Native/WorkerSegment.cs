// The worker's view of the segment that it shares with its host (native/include/ffi_segment.h).
using System.Text;
using FfiIsolation.Rpc;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Worker.Native;

internal sealed unsafe class WorkerSegment
{
    private readonly byte* _address;

    /// <summary>Not where native code has it: there, what was taken back from native code is closed.</summary>
    private readonly byte* _window = NativeLane.Window();

    private WorkerSegment(byte* address) => _address = address;

    /// <summary>The segment that the native constructor mapped before the runtime started, or null when there is none.</summary>
    public static WorkerSegment? Find()
    {
        byte* address = NativeLane.Segment();
        return address == null ? null : new WorkerSegment(address);
    }

    public ulong Address => *(ulong*)(_address + SegmentLayout.HeaderSegmentAddress);

    public ulong SymbolLookup => *(ulong*)(_address + SegmentLayout.HeaderSymbolLookup);

    public int Pipe => *(int*)(_address + SegmentLayout.HeaderPipe);

    /// <summary>The connection that calls come over; -1 where they come through the segment.</summary>
    public int CallsPipe => *(int*)(_address + SegmentLayout.HeaderCallsPipe);

    /// <summary>The room for an image, in a frame of the lane.</summary>
    public Span<byte> Image(int frame) => new(_address + SegmentLayout.LaneOffset + (frame * SegmentLayout.FrameSize), SegmentLayout.FrameCallback);

    /// <summary>The callback that the call on the frame before this one waits for.</summary>
    public Span<byte> Callback(int frame) =>
        new(_address + SegmentLayout.LaneOffset + (frame * SegmentLayout.FrameSize) + SegmentLayout.FrameCallback, CallbackLayout.Size);

    /// <summary>A callback of another thread than the call thread.</summary>
    public Span<byte> ForeignSlot(int slot) => new(_address + SegmentLayout.ForeignOffset + (slot * CallbackLayout.Size), CallbackLayout.Size);

    /// <summary>Says which contract this worker serves, for a host that speaks to it before its pipe is served.</summary>
    public void WriteContractHash() =>
        Encoding.ASCII.GetBytes(ContractHash.Value, new Span<byte>(_address + SegmentLayout.HeaderContractHash, SegmentLayout.HeaderContractHashSize));

    /// <summary>Takes the secret out of the segment: native code called later must not find it there.</summary>
    public byte[] TakeSecret()
    {
        var secret = new Span<byte>(_address + SegmentLayout.HeaderSecret, ProtocolLimits.SecretBytes);
        byte[] copy = secret.ToArray();
        secret.Clear();
        return copy;
    }

    /// <summary>A part of the window, for calls that come over a pipe.</summary>
    /// <exception cref="InvalidDataException">The part is not within the window.</exception>
    public Span<byte> Window(ulong offset, ulong length)
    {
        if (offset > (ulong)WindowLayout.Size || length > (ulong)WindowLayout.MaxBlockBytes || offset + length > (ulong)WindowLayout.Size)
        {
            throw new InvalidDataException($"A block of {length} bytes at {offset} is not within the window.");
        }

        return new Span<byte>(_window + offset, (int)length);
    }

    /// <summary>Tells the guard that an exit from now on is the worker's own.</summary>
    public void AnnounceShutdown() => *(uint*)(_address + SegmentLayout.HeaderFlags) |= SegmentLayout.OrderlyShutdown;
}
