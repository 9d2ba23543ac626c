// Counts what becomes of calls: sent = settled, each once. Knows two things that a caller alone does not: how often a call ran, by the marks
// that it leaves in a file of its own, and which call each death was told to as its own doing. Safe for use from many threads. Not for calls within
// callbacks, whose death is also that of the calls around them.
using System.Collections.Concurrent;
using System.Diagnostics;

namespace FfiIsolation.ProcessTests.Support;

internal sealed class OutcomeLedger
{
    private const int MostMistakesTold = 20;

    private readonly ConcurrentDictionary<long, SentCall> _open = new();
    private readonly ConcurrentQueue<SentCall> _marked = new();
    private readonly ConcurrentDictionary<long, SentCall> _culprits = new();
    private readonly ConcurrentQueue<string> _mistakes = new();
    private readonly long[] _settled = new long[Enum.GetValues<OutcomeKind>().Length];
    private long _sent;

    /// <summary>Calls that were made.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>Calls that ended.</summary>
    public long Settled => _settled.Sum();

    /// <summary>The calls that ended so.</summary>
    public long this[OutcomeKind kind] => Volatile.Read(ref _settled[(int)kind]);

    /// <summary>Makes a call, and passes on how it ended.</summary>
    /// <param name="name">For messages.</param>
    /// <param name="mark">The file in which each run of the call adds a byte, as mark_and_wait of the fault library does; null if it leaves no mark.</param>
    /// <param name="call">Makes it.</param>
    public T Call<T>(string name, Func<T> call, string? mark = null)
    {
        SentCall sent = Send(name, mark);
        try
        {
            T result = call();
            Settle(sent, OutcomeKind.Completed);
            return result;
        }
        catch (Exception e)
        {
            Settle(sent, e);
            throw;
        }
    }

    /// <inheritdoc cref="Call{T}(string, Func{T}, string?)"/>
    public async Task<T> CallAsync<T>(string name, Func<Task<T>> call, string? mark = null)
    {
        SentCall sent = Send(name, mark);
        try
        {
            T result = await call().ConfigureAwait(false);
            Settle(sent, OutcomeKind.Completed);
            return result;
        }
        catch (Exception e)
        {
            Settle(sent, e);
            throw;
        }
    }

    /// <summary>The same where the outcome is all that is asked: nothing is thrown.</summary>
    public async Task<OutcomeKind> TryAsync<T>(string name, Func<Task<T>> call, string? mark = null)
    {
        SentCall sent = Send(name, mark);
        try
        {
            await call().ConfigureAwait(false);
            return Settle(sent, OutcomeKind.Completed);
        }
        catch (Exception e)
        {
            // Whatever it is: it is entered.
            return Settle(sent, e);
        }
    }

    /// <summary>Waits until everything that was sent is settled, and the marks are as the outcomes say.</summary>
    /// <param name="patience">What is not settled by then is lost; null for the usual patience.</param>
    /// <returns>What contradicts "each once", one sentence each; empty if nothing does.</returns>
    public async Task<IReadOnlyList<string>> CloseAsync(TimeSpan? patience = null)
    {
        long start = Stopwatch.GetTimestamp();
        while (!_open.IsEmpty && Stopwatch.GetElapsedTime(start) < (patience ?? Patience.Unexpected))
        {
            await Task.Delay(5);
        }

        IEnumerable<string> lost = _open.Values.Select(sent => $"{sent.Name} was sent and never settled.");
        IEnumerable<string> marks = _marked.Select(Contradiction).OfType<string>();
        return [.. _mistakes.Concat(lost).Concat(marks).Take(MostMistakesTold)];
    }

    /// <summary>The counts on one line.</summary>
    public override string ToString() =>
        $"{Sent} sent = {Settled} settled: " + string.Join(", ", Enum.GetValues<OutcomeKind>().Where(kind => this[kind] > 0).Select(kind => $"{kind} {this[kind]}"));

    /// <summary>How an exception is counted.</summary>
    public static OutcomeKind KindOf(Exception thrown) => thrown switch
    {
        CppException => OutcomeKind.Threw,
        NativeCrashException => OutcomeKind.Crashed,
        BufferOverrunException => OutcomeKind.Overran,
        CallTimeoutException => OutcomeKind.TimedOut,
        WorkerLostException { Started: true } => OutcomeKind.LostStarted,
        WorkerLostException => OutcomeKind.LostNotStarted,
        OperationCanceledException => OutcomeKind.Cancelled,
        ObjectDisposedException => OutcomeKind.Disposed,
        FunctionQuarantinedException => OutcomeKind.Quarantined,
        CallRejectedException or ArgumentException => OutcomeKind.Rejected,
        WorkerUnavailableException => OutcomeKind.Unavailable,
        _ => OutcomeKind.Other,
    };

    private SentCall Send(string name, string? mark)
    {
        var sent = new SentCall(Interlocked.Increment(ref _sent), name, mark);
        _open[sent.Number] = sent;
        return sent;
    }

    private OutcomeKind Settle(SentCall sent, Exception thrown)
    {
        OutcomeKind kind = KindOf(thrown);
        if (kind == OutcomeKind.Other)
        {
            _mistakes.Enqueue($"{sent.Name} ended with what no call ends with: {thrown}");
        }

        // A death has one culprit. Whoever else was in that worker is a bystander, and is told so.
        CrashReport? own = (thrown as NativeCrashException)?.Report ?? (thrown as CallTimeoutException)?.Report;
        if (own is not null && _culprits.GetOrAdd(own.Generation, sent) != sent)
        {
            _mistakes.Enqueue($"The death of worker {own.Generation} was told to {sent.Name} as its doing, and to {_culprits[own.Generation].Name} before.");
        }

        return Settle(sent, kind);
    }

    private OutcomeKind Settle(SentCall sent, OutcomeKind kind)
    {
        if (!_open.TryRemove(sent.Number, out _))
        {
            _mistakes.Enqueue($"{sent.Name} was settled twice, now as {kind}.");
            return kind;
        }

        sent.Kind = kind;
        Interlocked.Increment(ref _settled[(int)kind]);
        if (sent.Mark is not null)
        {
            _marked.Enqueue(sent);
        }

        return kind;
    }

    private static string? Contradiction(SentCall sent)
    {
        long runs = File.Exists(sent.Mark) ? new FileInfo(sent.Mark).Length : 0;
        (int least, int most) = sent.Kind switch
        {
            OutcomeKind.Completed or OutcomeKind.Overran => (1, 1),
            OutcomeKind.LostNotStarted or OutcomeKind.Rejected or OutcomeKind.Quarantined or OutcomeKind.Unavailable or OutcomeKind.Disposed => (0, 0),
            _ => (0, 1),
        };
        return runs >= least && runs <= most ? null : $"{sent.Name} ended as {sent.Kind}, and ran {runs} times.";
    }
}
