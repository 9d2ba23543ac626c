// The segment in the host's own memory, for the shared-memory lane alone. The file cannot shrink, so no access faults; what is read there may be
// another thing a moment later, so each value is copied once, and the copy is checked.
using FfiIsolation.Processes;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Lanes;

internal sealed unsafe class SegmentMapping : IDisposable
{
    private byte* _address;

    private SegmentMapping(byte* address) => _address = address;

    ~SegmentMapping() => Unmap();

    public byte* Address => _address;

    public static SegmentMapping Of(int descriptor)
    {
        byte* address = LinuxCalls.Map(
            null, (nuint)WindowLayout.SegmentSize, LinuxCalls.ReadAndWrite, LinuxCalls.SharedWithoutReserve, descriptor, 0);
        return (nint)address == -1 ? throw LinuxCalls.Failure("map the memory file") : new SegmentMapping(address);
    }

    public uint* Control(int word) => (uint*)(_address + SegmentLayout.ControlOffset + word);

    public byte* Frame(int index) => _address + SegmentLayout.LaneOffset + (index * SegmentLayout.FrameSize);

    /// <summary>The id of the thread that makes the calls, by the worker's word.</summary>
    public int CallThread => Volatile.Read(ref *(int*)(_address + SegmentLayout.RecorderOffset + SegmentLayout.RecorderCallThread));

    /// <summary>The row that a batch noted last, by the worker's word.</summary>
    /// <param name="sequence">The number of its call.</param>
    /// <returns>null before it has begun.</returns>
    public ulong? Row(int frame, ulong sequence)
    {
        byte* noted = _address + SegmentLayout.RecorderOffset + SegmentLayout.RecorderFrames + (frame * SegmentLayout.RecorderFrameSize);
        return Volatile.Read(ref *(ulong*)(noted + SegmentLayout.RecorderFrameSequence)) == sequence ? Volatile.Read(ref *(ulong*)(noted + SegmentLayout.RecorderFrameRow)) : null;
    }

    /// <summary>A part of the window that the host itself laid out.</summary>
    public Span<byte> Window(long offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + length, WindowLayout.Size);
        return new Span<byte>(_address + SegmentLayout.WindowOffset + offset, length);
    }

    /// <summary>Nobody may be in a call on it any more, nor come into one.</summary>
    public void Dispose()
    {
        Unmap();
        GC.SuppressFinalize(this);
    }

    private void Unmap()
    {
        byte* address = _address;
        _address = null;
        if (address != null)
        {
            LinuxCalls.Unmap(address, (nuint)WindowLayout.SegmentSize);
        }
    }
}
