// From what a worker told of a call that left its buffers to the exception that its caller gets.
using FfiIsolation.Calls;
using FfiIsolation.Crashes;
using FfiIsolation.Images;
using FfiIsolation.Workers;

namespace FfiIsolation.Overruns;

internal static class OverrunReader
{
    /// <param name="call">The call, or that which carries many.</param>
    /// <param name="told">What was fetched.</param>
    /// <param name="worker">Where it ran, and which lives on as a rule; null where that is not known, so that addresses have no names.</param>
    public static BufferOverrunException Read(PreparedCall call, ReadOnlySpan<byte> told, WorkerProcess? worker)
    {
        ulong segment = worker?.SegmentAddress ?? 0;
        var lengths = new int[call.Blocks.Length];
        for (int i = 0; i < lengths.Length; i++)
        {
            lengths[i] = call.Blocks[i].Length;
        }

        List<OverrunFinding> findings = OverrunFindings.Of(OverrunDecoder.Decode(told, lengths, out ImageOutcome outcome), call.Blocks);
        Func<ulong[], Lazy<IReadOnlyList<StackFrame>>> stackOf = StackReader(worker);
        var overruns = new List<BufferOverrun>();
        CrashedCall? described = null;
        foreach (OverrunFinding finding in findings)
        {
            PreparedBlock block = call.Blocks[finding.Block];
            BlockOwner owner = call.Many?.OwnerOf(block, finding.IsCaughtInTheAct ? finding.Row : null) ?? new BlockOwner(call, block.Parameter, null);
            described ??= CallDescription.Of(call, segment, number: owner.Number);
            overruns.Add(Describe(finding, block, owner, stackOf(finding.Frames)));
        }

        described ??= CallDescription.Of(call, segment);
        return new BufferOverrunException(described, overruns, completed: outcome == ImageOutcome.Returned);
    }

    private static BufferOverrun Describe(OverrunFinding finding, PreparedBlock block, BlockOwner owner, Lazy<IReadOnlyList<StackFrame>> stack)
    {
        Parameter? parameter = owner.Parameter >= 0 ? owner.Call.Shape.Writers[owner.Parameter].Parameter : null;
        var overrun = new BufferOverrun
        {
            Argument = parameter is null ? null : owner.Parameter,
            Buffer = NameOf(block, owner, parameter),
            BufferLength = block.Length,
            Offset = finding.First,
            Length = finding.First < 0 ? -finding.First : finding.Last - block.Length + 1,
            Access = finding.Access,
            LazyStack = stack,
            ThreadId = finding.Thread == 0 ? null : finding.Thread,
        };
        return overrun with { Hint = OverrunHints.For(overrun, owner, parameter) };
    }

    private static string NameOf(PreparedBlock block, BlockOwner owner, Parameter? parameter)
    {
        bool isOfBatch = block.IsColumn && owner.Call.Many is Batches.BatchChunk;
        return parameter is null
            ? isOfBatch ? "the column of results" : owner.Parameter == PreparedBlock.OfResult ? "the memory of the result" : "the results of the list"
            : (isOfBatch ? "the column of " : "") + (parameter.Name is { Length: > 0 } name ? $"parameter `{name}`" : $"parameter {owner.Parameter + 1}");
    }

    /// <summary>Reads the worker's map once and at once, for it lives on and may change. The libraries' files are read by whoever asks for the stack.</summary>
    private static Func<ulong[], Lazy<IReadOnlyList<StackFrame>>> StackReader(WorkerProcess? worker)
    {
        byte[]? map = null;
        ReportFiles? files = null;
        return frames =>
        {
            if (frames.Length == 0)
            {
                return BufferOverrun.NoStack;
            }

            map ??= worker?.ReadMap() ?? [];
            files ??= worker?.FilesOfReport() ?? new ReportFiles(TimeProvider.System);
            (byte[] mapped, ReportFiles read, string path) = (map, files, worker?.Path ?? "");
            return new(() => Symbolize(frames, mapped, path, read));
        };
    }

    private static IReadOnlyList<StackFrame> Symbolize(ulong[] frames, byte[] map, string workerPath, ReportFiles files)
    {
        var registers = new ulong[CrashRecord.RegisterCount];
        registers[^2] = frames[0] & ~(1UL << 63);
        var record = new CrashRecord { State = CrashRecordState.Unwound, Kind = CrashRecordKind.Signal, Registers = registers, Frames = frames, Map = MemoryMap.Parse(map) };
        return new Symbolizer(record, workerPath, files.Symbols).Symbolize().Frames;
    }
}
