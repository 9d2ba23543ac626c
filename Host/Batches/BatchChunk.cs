// The rows of a batch that one crossing runs: where their columns lie, and what came of them.
using System.Buffers.Binary;
using FfiIsolation.Abi;
using FfiIsolation.Calls;
using FfiIsolation.Crashes;
using FfiIsolation.Images;
using FfiIsolation.Lanes;
using FfiIsolation.SharedMemory;
using FfiIsolation.Workers;

namespace FfiIsolation.Batches;

internal sealed partial class BatchChunk(FunctionTarget function, BatchColumn[] columns, int first, int rows, TimeSpan timeout) : IManyCalls
{
    private static uint s_lastNumber;

    private PreparedCall? _call;
    private readonly byte[]?[] _salvaged = new byte[columns.Length][];

    /// <summary>What a batch is told by to stop. Others may have the same after some billions.</summary>
    public uint Number { get; } = Math.Max(1, Interlocked.Increment(ref s_lastNumber));

    public int First => first;

    public TimeSpan? Timeout => timeout;

    public string Name => function.Prototype.Name;

    /// <summary>The rows that are done, by the worker's word.</summary>
    public int RowsDone { get; private set; }

    /// <summary>The rows that were done when the worker died, and whose results could be read; null where that is not known.</summary>
    public int? RowsSalvaged { get; private set; }

    /// <summary>The bytes behind the image's own.</summary>
    public int ImageSize => CallImageLayout.BatchSize + (columns.Sum(column => column.Arguments.Length + column.Results.Length) * CallImageLayout.ColumnSize);

    public bool IsColumn(int parameter) => Array.Exists(columns, column => column.Parameter == parameter);

    /// <summary>Gives each column its place in the window.</summary>
    public void Place(PreparedCall call, ref WindowAllocator window)
    {
        _call = call;
        for (int i = 0; i < columns.Length; i++)
        {
            int length = rows * columns[i].Data.ElementSize;
            long offset = window.Place(length, columns[i].Alignment);
            if (offset < 0)
            {
                throw new ArgumentException($"{call.Function.Prototype.Name}: the buffers and columns of one call are together too large.");
            }

            call.AddBlock(new PreparedBlock(PreparedBlock.OfColumn(i), offset, length, columns[i].Direction));
        }
    }

    /// <summary>Writes the batch behind an image that has its places.</summary>
    public void Write(byte[] image, int at, ReadOnlySpan<PreparedBlock> blocks, CallLayout layout)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(CallImageLayout.Message), (uint)RequestMessage.Batch);
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(CallImageLayout.Length), (uint)image.Length);
        Span<byte> batch = image.AsSpan(at);
        batch.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(batch, (ulong)rows);
        BinaryPrimitives.WriteUInt64LittleEndian(batch[CallImageLayout.BatchFirstRow..], (ulong)first);
        BinaryPrimitives.WriteUInt32LittleEndian(batch[CallImageLayout.BatchNumber..], Number);
        BinaryPrimitives.WriteUInt16LittleEndian(batch[CallImageLayout.BatchIntegerRegisters..], (ushort)layout.IntegerRegisters);
        BinaryPrimitives.WriteUInt16LittleEndian(batch[CallImageLayout.BatchVectorRegisters..], (ushort)layout.VectorRegisters);
        Span<byte> next = batch[CallImageLayout.BatchSize..];
        int arguments = WritePieces(ref next, blocks, column => column.Arguments);
        int results = WritePieces(ref next, blocks, column => column.Results);
        BinaryPrimitives.WriteUInt32LittleEndian(batch[CallImageLayout.BatchColumnCount..], (uint)arguments);
        BinaryPrimitives.WriteUInt32LittleEndian(batch[CallImageLayout.BatchResultCount..], (uint)results);
    }

    public void CopyInput(PreparedBlock block, Span<byte> destination)
    {
        if (!_isLaidOut)
        {
            columns[block.Column].Data.Bytes(first, rows).CopyTo(destination);
        }
    }

    /// <summary>Takes the rows that are done.</summary>
    public void TakeOutput(PreparedBlock block, ReadOnlySpan<byte> output)
    {
        ColumnData data = columns[block.Column].Data;
        int taken = IsWrittenByGate(block) ? Math.Min(_taken, RowsDone) : 0;
        output[(taken * data.ElementSize)..(RowsDone * data.ElementSize)].CopyTo(data.Bytes(first + taken, RowsDone - taken));
    }

    public void CheckDone(CallImageReader result)
    {
        ulong done = result.RowsDone;
        bool returned = result.Outcome == ImageOutcome.Returned;
        if (returned ? done < 1 || done > (ulong)rows : done > (ulong)rows || (done == (ulong)rows && result.Outcome != ImageOutcome.Overran))
        {
            throw new LaneBrokenException($"The worker says that {done} of {rows} rows are done.", isViolation: true);
        }

        RowsDone = (int)done;
    }

    /// <summary>The row that a worker noted last, counted from the start of the batch.</summary>
    public long? NumberIn(ReadOnlySpan<byte> segment, int depth) =>
        FlightRecord.RowOf(segment, depth) is { } row && row >= (ulong)first && row < (ulong)first + (ulong)rows ? (long)row : null;

    /// <summary>Keeps the results of the rows before the one in which a worker died.</summary>
    public void Salvage(HostSegment segment, PreparedCall call, bool began, long? row)
    {
        if (row is not { } reached)
        {
            return;
        }

        int done = (int)(reached - first);
        foreach (PreparedBlock block in call.Blocks)
        {
            if (block.IsColumn && (block.Direction & BlockDirection.Out) != 0)
            {
                byte[] results = new byte[done * columns[block.Column].Data.ElementSize];
                segment.ReadWindow(results, block.Offset);
                _salvaged[block.Column] = results;
            }
        }

        RowsSalvaged = done;
    }

    /// <summary>Takes what was kept into the caller's memory, on the caller's thread.</summary>
    public void TakeSalvaged()
    {
        for (int i = 0; i < columns.Length && RowsSalvaged is { } done; i++)
        {
            _salvaged[i]?.CopyTo(columns[i].Data.Bytes(first, done));
        }
    }

    public void Look(ReadOnlySpan<byte> outputs)
    {
    }

    public PreparedCall? CallAt(long? row) => null;

    public BlockOwner OwnerOf(PreparedBlock block, ulong? row) =>
        new(_call!, ParameterOf(block), row >= (ulong)first && row < (ulong)first + (ulong)rows ? (long)row : null);

    /// <summary>The parameter that a block is for; below 0 for a result.</summary>
    public int ParameterOf(PreparedBlock block) => block.IsColumn ? columns[block.Column].Parameter : block.Parameter;

    public CrashedCall Numbered(CrashedCall call, long? row) => call with { Row = row };

    public bool IsOf(FunctionTarget other) => function.IsSameAs(other);

    public void AddTo(CallLog log) => log.Add(function);

    /// <summary>An argument that a column gives.</summary>
    public CrashedArgument? Describe(PreparedCall call, int index, long? row, ulong window)
    {
        int at = Array.FindIndex(columns, column => column.Parameter == index);
        if (at < 0)
        {
            return null;
        }

        Parameter parameter = call.Shape.Writers[index].Parameter;
        ColumnData data = columns[at].Data;
        ulong? address = null;
        foreach (PreparedBlock block in call.Blocks)
        {
            address = block.IsColumn && block.Column == at && row is { } known && parameter.Type is PointerType
                ? window + (ulong)block.Offset + ((ulong)(known - first) * (ulong)data.ElementSize) : address;
        }

        return new CrashedArgument
        {
            Name = parameter.Name ?? "",
            TypeText = parameter.Type.ToString(),
            Text = row is { } shown ? TextOf(data, (int)shown, parameter.Type is PointerType) : $"one of {data.Rows} rows",
            Address = address,
            Length = address is null ? null : data.ElementSize,
            Direction = data.IsWritable ? ArgumentDirection.InOut : ArgumentDirection.In,
        };
    }

    private static string TextOf(ColumnData data, int row, bool isPointer)
    {
        try
        {
            return (isPointer ? data.ElementOf(row) : data.ValueOf(row)).ToString();
        }
        catch (Exception)
        {
            // Memory that its owner has taken back while the batch ran.
            return "(no longer readable)";
        }
    }

    private int WritePieces(ref Span<byte> next, ReadOnlySpan<PreparedBlock> blocks, Func<BatchColumn, ColumnPiece[]> pieces)
    {
        int count = 0;
        foreach (PreparedBlock block in blocks)
        {
            foreach (ColumnPiece piece in block.IsColumn ? pieces(columns[block.Column]) : [])
            {
                int size = columns[block.Column].Data.ElementSize;
                BinaryPrimitives.WriteUInt64LittleEndian(next, (ulong)block.Offset + (ulong)piece.Offset);
                BinaryPrimitives.WriteUInt32LittleEndian(next[CallImageLayout.ColumnStride..], (uint)size);
                BinaryPrimitives.WriteUInt32LittleEndian(next[CallImageLayout.ColumnElementSize..], (uint)(piece.Kind == ColumnKind.Address ? size : piece.Size));
                BinaryPrimitives.WriteUInt32LittleEndian(next[CallImageLayout.ColumnPlace..], (uint)piece.Place);
                BinaryPrimitives.WriteUInt32LittleEndian(next[CallImageLayout.ColumnKind..], (uint)piece.Kind);
                next = next[CallImageLayout.ColumnSize..];
                count++;
            }
        }

        return count;
    }
}
