// How a list is run: in any worker of its scope, or in one of its own where it is the trial of a function in quarantine.
using FfiIsolation.Lanes;
using FfiIsolation.Lists;
using FfiIsolation.Supervision;
using FfiIsolation.Workers;

namespace FfiIsolation;

public sealed partial class CallList
{
    /// <summary>On the caller's thread, but for a trial.</summary>
    private void RunGuarded(ListRun run)
    {
        run.Call.Detached();
        _stopped = _scope!.Quarantine.GuardAsync(
            run,
            CancellationToken.None,
            apart =>
            {
                if (apart is not null)
                {
                    return CrossAsync(run, apart, CancellationToken.None);
                }

                _scope.Run(_runIn, Name, CancellationToken.None);
                return Task.FromResult(_stopped);
            }).GetAwaiter().GetResult();
    }

    /// <param name="apart">The worker of a trial; null for any.</param>
    private async Task<ListedCall?> CrossAsync(ListRun run, WorkerProcess? apart, CancellationToken token)
    {
        CallRunner runner = _scope!.Runner;
        TimeSpan timeout = _timeout;
        bool inSession = _scope.PointerGeneration is not null;
        LaneReply reply = apart is null
            ? await _scope.RunAsync((worker, _) => runner.CarryAsync(worker, run, timeout, inSession), Name, token).ConfigureAwait(false)
            : await CallRunner.EndApartAsync(runner.CarryAsync(apart, run, timeout, inSession), Name, token).ConfigureAwait(false);
        ReadOnlyMemory<byte> texts = run.Call.Accept(reply);
        return run.Take(reply.Result, texts);
    }

    private void RunIn(WorkerProcess worker)
    {
        ListRun run = _next!;
        _scope!.Runner.Carry(worker, run, _timeout, _scope.PointerGeneration is not null);
        _stopped = run.Take(run.Call.Result, run.Call.Fetched);
    }
}
