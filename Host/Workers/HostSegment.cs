// The host's end of the segment that it shares with one worker: made, sealed, handed over, read after the death. It is read and written by
// system calls and not mapped: a hostile worker can punch holes into the file, but a read of a hole is no fault.
using System.Buffers.Binary;
using FfiIsolation.Crashes;
using FfiIsolation.Heaps;
using FfiIsolation.Processes;
using FfiIsolation.Renting;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Workers;

internal sealed unsafe class HostSegment : IDisposable
{
    private readonly Lock _closing = new();
    private readonly long _arenaBytes;
    private int _descriptor;

    private HostSegment(int descriptor, long arenaBytes)
    {
        _descriptor = descriptor;
        _arenaBytes = arenaBytes;
    }

    public int Descriptor => _descriptor;

    private long Size => WindowLayout.SegmentSize + _arenaBytes;

    /// <summary>The number before that of the first call. Random, so that a segment which native code has wiped never looks like one whose call did not start.</summary>
    public ulong FirstSequence { get; } = BitConverter.ToUInt64(SystemRandom.GetBytes(sizeof(ulong))) >> 16;

    /// <summary>Makes a segment that nobody can resize.</summary>
    /// <param name="secret">What the worker proves itself with.</param>
    /// <param name="callsByPipe">Whether the worker is to make a second connection, for calls.</param>
    /// <param name="arenaBytes">The size of the arena behind the window, for rented buffers: address space, and memory as it is touched.</param>
    /// <param name="confinement">What the worker may do.</param>
    /// <param name="guardedHeap">Whether the worker has a guarded heap.</param>
    /// <exception cref="IOException">The system refused.</exception>
    public static HostSegment Create(ReadOnlySpan<byte> secret, bool callsByPipe = false, long arenaBytes = 0, ReadOnlySpan<byte> confinement = default, bool guardedHeap = false)
    {
        var segment = new HostSegment(
            Spawner.MoveUp(LinuxCalls.CreateMemoryFile("ffi-isolation", LinuxCalls.MemfdCloseOnExecSealable), "create a memory file"),
            (arenaBytes + RentedArena.PageSize - 1) / RentedArena.PageSize * RentedArena.PageSize);
        try
        {
            if (LinuxCalls.SetLength(segment._descriptor, segment.Size) != 0)
            {
                throw LinuxCalls.Failure("size the memory file");
            }

            segment.WriteHeader(secret, (callsByPipe ? SegmentLayout.CallsByPipe : 0) | (guardedHeap ? SegmentLayout.GuardedHeap : 0));
            if (!confinement.IsEmpty)
            {
                segment.Write(confinement, SegmentLayout.ConfinementOffset);
            }

            if (LinuxCalls.Control(segment._descriptor, LinuxCalls.AddSeals, LinuxCalls.SealSealShrinkGrow) != 0)
            {
                throw LinuxCalls.Failure("seal the memory file");
            }

            return segment;
        }
        catch
        {
            segment.Dispose();
            throw;
        }
    }

    /// <summary>A copy of the parts that a report is made of, as far as they are used. Zeros where the segment cannot be read.</summary>
    public byte[] Snapshot()
    {
        Span<byte> head = stackalloc byte[SegmentLayout.CrashStackOffset];
        Read(head, 0);
        byte[] snapshot = new byte[CrashRecordDecoder.UsedBytes(head)];
        head.CopyTo(snapshot);
        Read(snapshot.AsSpan(head.Length), head.Length);
        return snapshot;
    }

    /// <summary>What a guard that rings has recorded so far.</summary>
    public CrashKnell ReadKnell()
    {
        Span<byte> record = stackalloc byte[CrashKnell.RecordSize];
        Span<byte> recorder = stackalloc byte[SegmentLayout.RecorderSize];
        Read(record, SegmentLayout.CrashOffset);
        Read(recorder, SegmentLayout.RecorderOffset);
        return CrashKnell.Decode(recorder, record);
    }

    /// <summary>The number and stage of the call that the worker noted last.</summary>
    public (ulong Sequence, RecorderStage Stage) ReadRecorder()
    {
        Span<byte> recorder = stackalloc byte[SegmentLayout.RecorderSize];
        Read(recorder, SegmentLayout.RecorderOffset);
        FlightRecord record = FlightRecord.Decode(recorder);
        return (record.Sequence, record.Stage);
    }

    /// <summary>How far the worker's constructor got, and the error that stopped it, 0 for none.</summary>
    public (int Step, int Error) ReadStart()
    {
        Span<byte> start = stackalloc byte[8];
        Read(start, SegmentLayout.HeaderStartError);
        return (BinaryPrimitives.ReadInt32LittleEndian(start[(SegmentLayout.HeaderStartStep - SegmentLayout.HeaderStartError)..]), BinaryPrimitives.ReadInt32LittleEndian(start));
    }

    /// <summary>What the worker says of itself in the header, in one copy.</summary>
    public WorkerHeader ReadHeader()
    {
        Span<byte> header = stackalloc byte[SegmentLayout.HeaderSize];
        Read(header, SegmentLayout.HeaderOffset);
        return WorkerHeader.Decode(header);
    }

    /// <summary>The arena, mapped; null once the worker is gone.</summary>
    /// <param name="segmentAddress">Where the segment is in the worker.</param>
    /// <exception cref="IOException">The system refused.</exception>
    public RentedArena? MapArena(ulong segmentAddress)
    {
        // Not after the descriptor is closed: its number may be another file's by then.
        lock (_closing)
        {
            if (_descriptor < 0)
            {
                return null;
            }

            byte* address = _arenaBytes == 0 ? null : LinuxCalls.Map(
                null, (nuint)_arenaBytes, LinuxCalls.ReadAndWrite, LinuxCalls.SharedWithoutReserve, _descriptor, WindowLayout.SegmentSize);
            return (nint)address == -1
                ? throw LinuxCalls.Failure("map the memory file")
                : new RentedArena(address, segmentAddress + (ulong)WindowLayout.SegmentSize, _arenaBytes);
        }
    }

    /// <summary>Copies a part of the window. Zeros where the segment cannot be read.</summary>
    public void ReadWindow(Span<byte> destination, long offset) => Read(destination, SegmentLayout.WindowOffset + offset);

    /// <summary>What the worker's guarded heap has found last; null for nothing.</summary>
    public HeapFinding? ReadHeapFinding()
    {
        Span<byte> finding = stackalloc byte[HeapLayout.FindingSize];
        Read(finding, SegmentLayout.HeapOffset);
        return HeapDecoder.Finding(finding);
    }

    /// <summary>Asks a batch to stop after the row that runs.</summary>
    /// <param name="number">The batch's.</param>
    public void StopBatch(uint number)
    {
        Span<byte> word = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(word, number);
        Write(word, SegmentLayout.ControlOffset + SegmentLayout.ControlCancel);
    }

    public void Dispose()
    {
        lock (_closing)
        {
            int descriptor = Interlocked.Exchange(ref _descriptor, -1);
            if (descriptor >= 0)
            {
                LinuxCalls.Close(descriptor);
            }
        }
    }

    private void WriteHeader(ReadOnlySpan<byte> secret, uint flags)
    {
        Span<byte> header = stackalloc byte[SegmentLayout.HeaderSize];
        header.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(header, SegmentLayout.Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(header[SegmentLayout.HeaderVersion..], SegmentLayout.Version);
        BinaryPrimitives.WriteUInt32LittleEndian(header[SegmentLayout.HeaderFlags..], flags);
        BinaryPrimitives.WriteInt64LittleEndian(header[SegmentLayout.HeaderSegmentSize..], Size);
        BinaryPrimitives.WriteInt32LittleEndian(header[SegmentLayout.HeaderHostPid..], Environment.ProcessId);
        secret.CopyTo(header[SegmentLayout.HeaderSecret..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[SegmentLayout.HeaderPipe..], -1);
        BinaryPrimitives.WriteInt32LittleEndian(header[SegmentLayout.HeaderCallsPipe..], -1);
        Write(header, SegmentLayout.HeaderOffset);

        // The recorder looks as after a call, so that there is one rule for the first call and every later one.
        Span<byte> recorder = stackalloc byte[SegmentLayout.RecorderSize];
        recorder.Clear();
        Span<byte> frame = recorder[SegmentLayout.RecorderFrames..];
        BinaryPrimitives.WriteUInt64LittleEndian(frame[SegmentLayout.RecorderFrameSequence..], FirstSequence);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[SegmentLayout.RecorderFrameStage..], (uint)RecorderStage.Done);
        Write(recorder, SegmentLayout.RecorderOffset);
    }

    private void Write(ReadOnlySpan<byte> source, long offset)
    {
        fixed (byte* bytes = source)
        {
            if (LinuxCalls.WriteAt(_descriptor, bytes, (nuint)source.Length, offset) != source.Length)
            {
                throw LinuxCalls.Failure("write the memory file");
            }
        }
    }

    private void Read(Span<byte> destination, long offset)
    {
        fixed (byte* bytes = destination)
        {
            nint read = LinuxCalls.ReadAt(_descriptor, bytes, (nuint)destination.Length, offset);
            destination[(int)Math.Max(0, read)..].Clear();
        }
    }
}
