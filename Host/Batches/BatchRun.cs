// One batch on its way: cut into chunks of as many rows as take a few milliseconds, each of them one crossing. What is done stays done, whatever
// becomes of the worker; no row is run twice.
using System.Diagnostics;
using FfiIsolation.Abi;
using FfiIsolation.Calls;
using FfiIsolation.Images;
using FfiIsolation.Overruns;
using FfiIsolation.Supervision;
using FfiIsolation.Workers;
using FfiIsolation.WrongPrototypes;

namespace FfiIsolation.Batches;

internal sealed class BatchRun(ICallScope scope, FunctionTarget function, BatchOptions options, NativeArgument[] arguments, BatchColumn[] columns, int rows)
{
    /// <summary>Of one column: enough for the crossing to be little of the time, and still in a processor's cache when the worker reads it.</summary>
    private const int ChunkBytes = 1024 * 1024;

    private const int MostGrowth = 16;
    private const int MostShrinking = 4;
    private static readonly long s_chunkTicks = Stopwatch.Frequency / 100;
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(1);

    private readonly CallRunner _runner = scope.Runner;
    private readonly TimeSpan _timeout = options.Timeout ?? scope.Runner.Options.CallTimeout;
    private readonly int _mostRows = Math.Max(1, ChunkBytes / Math.Max(1, columns.Length == 0 ? 1 : columns.Max(column => column.Data.ElementSize)));
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly List<BatchFailure> _failures = [];
    private int _next;
    private string? _warning;

    /// <summary>How many rows the next chunk has. The first has one, which tells how long a row takes.</summary>
    private int _chunkRows = 1;

    private string Name => function.Prototype.Name;

    private bool IsInSession => scope.PointerGeneration is not null;

    /// <summary>Runs it to its end, on the caller's thread. Once it has begun, what rows may do to workers is its own options' business.</summary>
    public BatchResult Run() => scope.Quarantine.Guard(function, null, options.CancellationToken, Run);

    /// <param name="apart">The worker to begin in; null for any.</param>
    private BatchResult Run(WorkerProcess? apart)
    {
        Action<WorkerProcess> run = RunIn;
        while (_next < rows)
        {
            try
            {
                if (apart is { IsReady: true })
                {
                    RunIn(apart);
                }
                else
                {
                    scope.Run(run, Name, options.CancellationToken);
                }
            }
            catch (WorkerNotEnteredException) when (apart is not null)
            {
                // It ended before it was begun in; any other will do.
                apart = null;
            }
            catch (NativeCrashException crash) when (crash.Row is not null && !IsInSession && IsSkipped(crash))
            {
                // The worker is gone; the next one goes on.
            }
        }

        return new BatchResult(rows, _failures, _warning);
    }

    /// <summary>The same on a thread of its own.</summary>
    public Task<BatchResult> Start() =>
        Task.Factory.StartNew(
            static batch => ((BatchRun)batch!).Run(), this, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);

    private void RunIn(WorkerProcess worker)
    {
        (BatchChunk Chunk, PreparedCall Call)? prepared = null;
        while (_next < rows)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            (BatchChunk chunk, PreparedCall call) = prepared is { } ready && ready.Chunk.First == _next ? ready : Prepare(_next, after: null);
            prepared = null;
            int next = _next + chunk.Rows;
            if (chunk.Rows >= BatchChunk.FewestAttended && next < rows)
            {
                (BatchChunk Chunk, PreparedCall Call) following = Prepare(next, chunk.After is null ? call : null);
                prepared = following;

                // Places that are apart as a rule need not be, where chunks grow or places rotate; and calls within callbacks would take those of the next chunk.
                if (worker.Callbacks is null && call.IsApartFrom(following.Call))
                {
                    chunk.IsFollowedBy(following.Chunk, following.Call);
                }
            }

            RunChunk(worker, chunk, call, Remaining(worker));
            options.Progress?.Report(_next);
        }
    }

    private (BatchChunk Chunk, PreparedCall Call) Prepare(int first, PreparedCall? after)
    {
        var chunk = new BatchChunk(function, columns, first, Math.Min(_chunkRows, rows - first), _timeout) { After = after };
        return (chunk, function.Plan.Prepare(function, arguments, scope.PointerGeneration, batch: chunk));
    }

    private void RunChunk(WorkerProcess worker, BatchChunk chunk, PreparedCall call, TimeSpan remaining)
    {
        ulong address = _runner.Bind(worker, call, IsInSession);
        long start = Stopwatch.GetTimestamp();
        using (BatchStop? stop = options.CancellationToken.CanBeCanceled ? new BatchStop(worker, chunk.Number, _runner.Options, options.CancellationToken) : null)
        {
            Carry(worker, call, chunk, address, remaining);
        }

        if (new CallImageReader(call.Result).Outcome == ImageOutcome.Overran)
        {
            throw OverrunReader.Read(call, call.Fetched.Span, worker);
        }

        Adapt(Stopwatch.GetTimestamp() - start, chunk.RowsDone);
        _next += chunk.RowsDone;
        if (new CallImageReader(call.Result).Outcome == ImageOutcome.Threw)
        {
            CppException thrown = CallResult.Thrown(Name, call.Fetched.Span);
            thrown.Row = _next;
            if (!IsSkipped(thrown))
            {
                throw thrown;
            }
        }
        else if (_warning is null && function.Plan.Layout.Result is not MemoryResult)
        {
            // The registers are those of the last row.
            _warning = ResultReader.Read(function.Plan, call.Result, default, 0, default, worker.Generation, IsInSession, new CallEvidence(function, null, worker.WhatIsAt)).Warning;
        }

        _warning ??= ChangedConstant.Of(call, call.Result);
        _warning ??= chunk is { First: 0, RowsDone: > 0 } ? WhatWasStored(call) : null;
        call.Recycle();
    }

    /// <summary>What looks wrong in what the first row stored: it alone was called with all the values that tell.</summary>
    private string? WhatWasStored(PreparedCall call) => call.Shape.Stored is not { } stored ? null
        : columns.Where(column => (column.Direction & BlockDirection.Out) != 0).Select(column => stored.FindInRow(call, column.Parameter, column.Data.Bytes(0, 1))).FirstOrDefault(found => found is not null);

    private void Carry(WorkerProcess worker, PreparedCall call, BatchChunk chunk, ulong address, TimeSpan remaining)
    {
        try
        {
            worker.Call(call, address, remaining);
        }
        catch (CallFailedException e)
        {
            chunk.TakeSalvaged();
            _next += chunk.RowsSalvaged ?? 0;
            e.Row ??= chunk.RowsSalvaged is null ? null : _next;
            if (e is WorkerLostException && options.CancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException($"{Name} was cancelled in row {_next} and did not return; its worker was killed.", e, options.CancellationToken);
            }

            throw;
        }
    }

    private bool IsSkipped(CallFailedException failure)
    {
        if (options.OnFailure != BatchFailureAction.Skip || _failures.Count == options.MaxFailures)
        {
            return false;
        }

        _failures.Add(new BatchFailure(_next++, failure));
        options.Progress?.Report(_next);
        return true;
    }

    /// <summary>Rows that are alike make chunks of some milliseconds: progress is told, and a token looked at, often enough.</summary>
    private void Adapt(long ticks, int done)
    {
        double fitting = (double)Math.Max(1, done) * s_chunkTicks / Math.Max(1, ticks);

        // A chunk during which the machine did something else says little of its rows.
        _chunkRows = (int)Math.Clamp(fitting, Math.Max(1, _chunkRows / MostShrinking), Math.Min(_mostRows, (long)_chunkRows * MostGrowth));
    }

    private TimeSpan Remaining(WorkerProcess worker)
    {
        if (_timeout == Timeout.InfiniteTimeSpan)
        {
            return _timeout;
        }

        TimeSpan remaining = _timeout - Stopwatch.GetElapsedTime(_start);
        if (remaining > TimeSpan.Zero)
        {
            return remaining < s_shortest ? s_shortest : remaining;
        }

        // Between two rows. To the caller it is the same as within one.
        worker.Kill(KillReason.Timeout);
        throw new CallTimeoutException(Name, _timeout, worker.Death.GetAwaiter().GetResult().Report) { Row = _next };
    }
}
