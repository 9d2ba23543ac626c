// Runs rows in turns or alone, each on a thread of its own and with an end.
using System.Diagnostics;
using FfiIsolation.Compare.Rows;
using FfiIsolation.Measuring;

namespace FfiIsolation.Compare;

/// <param name="end">Nothing is begun after this; null for no end.</param>
/// <param name="tell">Hears of each row when it is done.</param>
internal sealed class Runner(Budget budget, TimeSpan? end, Action<string> tell)
{
    /// <summary>What a row may take beyond its budget, for starting and ending its processes, before it counts as hanging.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);

    private readonly long _begin = Stopwatch.GetTimestamp();
    private bool _hangs;

    public Report Run(Selection selection)
    {
        var rows = new List<RowOutcome>();
        var facts = new List<string>();
        foreach (IReadOnlyList<Row> group in selection.Groups)
        {
            rows.AddRange(WhyOver() is { } why ? [.. group.Select(row => Told(RowOutcome.LeftOut(row, why)))] : Measure(group));
        }

        foreach (Fact fact in selection.Facts)
        {
            string text = WhyOver() is { } why ? $"left out: {why}" : Find(fact);
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

    /// <summary>All of them at once, each on a thread of its own, which runs when it is its turn.</summary>
    private RowOutcome[] Measure(IReadOnlyList<Row> group)
    {
        var turns = new Turns(group.Count, TimeProvider.System);
        Task<RowOutcome>[] running = [.. group.Zip(turns.All, (row, turn) => OnOwnThread(() => MeasureAsync(row, turn)))];
        TimeSpan patience = budget.WarmUp + budget.Limit + s_patience;
        while (!Task.WhenAll(running).Wait(s_look))
        {
            if (turns.HeldFor > patience)
            {
                _hangs = true;
                var hang = new TimeoutException($"It, or the row whose turn it was, did not end within {patience.TotalSeconds:0} s.");
                return [.. group.Zip(running, (row, task) => task.IsCompleted ? task.Result : Told(RowOutcome.Failed(row, hang)))];
            }
        }

        return [.. running.Select(task => task.Result)];
    }

    private async Task<RowOutcome> MeasureAsync(Row row, Turn turn)
    {
        await turn.BeginAsync().ConfigureAwait(false);
        try
        {
            return Told(RowOutcome.Measured(row, await row.MeasureAsync(new RowContext(budget, turn)).ConfigureAwait(false)));
        }
        catch (RowUnavailableException e)
        {
            return Told(RowOutcome.LeftOut(row, e.Message));
        }
        catch (Exception e)
        {
            // One row that fails does not cost the others; the exit status tells.
            return Told(RowOutcome.Failed(row, e));
        }
        finally
        {
            turn.End();
        }
    }

    private RowOutcome Told(RowOutcome outcome)
    {
        tell(outcome.ToString());
        return outcome;
    }

    private string Find(Fact fact)
    {
        try
        {
            Task<string> finding = OnOwnThread(() => fact.FindAsync(new RowContext(budget, Turn.Alone)));
            TimeSpan patience = budget.WarmUp + budget.Limit + s_patience;
            if (!((IAsyncResult)finding).AsyncWaitHandle.WaitOne(patience))
            {
                _hangs = true;
                throw new TimeoutException($"It did not end within {patience.TotalSeconds:0} s.");
            }

            return finding.GetAwaiter().GetResult();
        }
        catch (Exception e)
        {
            return $"left out: {e.Message}";
        }
    }

    /// <summary>Not on a pool thread: rows that block would take it from the lanes, which an application with few threads would not do either.</summary>
    private static Task<T> OnOwnThread<T>(Func<Task<T>> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
}
