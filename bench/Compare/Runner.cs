// Runs rows one after another, each on a thread of its own and with an end.
using System.Diagnostics;
using FfiIsolation.Compare.Rows;
using FfiIsolation.Measuring;

namespace FfiIsolation.Compare;

/// <param name="end">Nothing is begun after this; null for no end.</param>
/// <param name="tell">Hears of each row when it is done.</param>
internal sealed class Runner(Budget budget, TimeSpan? end, Action<string> tell)
{
    /// <summary>What a row may take beyond its budget, for starting and ending its processes, before it counts as hanging.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(12);

    private readonly long _begin = Stopwatch.GetTimestamp();
    private bool _hangs;

    public Report Run(Selection selection)
    {
        var context = new RowContext(budget);
        var rows = new List<RowOutcome>();
        var facts = new List<string>();
        foreach (Row row in selection.Rows)
        {
            RowOutcome outcome = WhyOver() is { } why ? RowOutcome.LeftOut(row, why) : Measure(row, context);
            rows.Add(outcome);
            tell(outcome.ToString());
        }

        foreach (Fact fact in selection.Facts)
        {
            string text = WhyOver() is { } why ? $"left out: {why}" : Find(fact, context);
            facts.Add($"{fact.Name}: {text}");
            tell(facts[^1]);
        }

        return new Report(rows, facts);
    }

    /// <summary>Why nothing more is begun; null as long as something may be.</summary>
    private string? WhyOver() =>
        _hangs ? "another hangs, beside which nothing can be measured"
        : end is { } at && Stopwatch.GetElapsedTime(_begin) > at ? "no time left in this run"
        : null;

    private RowOutcome Measure(Row row, RowContext context)
    {
        try
        {
            return RowOutcome.Measured(row, OnOwnThread(() => row.MeasureAsync(context)));
        }
        catch (RowUnavailableException e)
        {
            return RowOutcome.LeftOut(row, e.Message);
        }
        catch (Exception e)
        {
            // One row that fails does not cost the others; the exit status tells.
            return RowOutcome.Failed(row, e);
        }
    }

    private string Find(Fact fact, RowContext context)
    {
        try
        {
            return OnOwnThread(() => fact.FindAsync(context));
        }
        catch (Exception e)
        {
            return $"left out: {e.Message}";
        }
    }

    /// <summary>Not on a pool thread: rows that block would take it from the lanes, which an application with few threads would not do either.</summary>
    private T OnOwnThread<T>(Func<Task<T>> work)
    {
        Task<T> running = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
        TimeSpan patience = budget.WarmUp + budget.Limit + s_patience;
        if (!((IAsyncResult)running).AsyncWaitHandle.WaitOne(patience))
        {
            _hangs = true;
            throw new TimeoutException($"It did not end within {patience.TotalSeconds:0} s.");
        }

        return running.GetAwaiter().GetResult();
    }
}
