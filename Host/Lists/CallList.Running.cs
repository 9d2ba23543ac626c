// How a run of a list begins and ends, whatever happens between: one at a time, told to those who watch, its image kept for the next.
using FfiIsolation.Callbacks;
using FfiIsolation.Calls;
using FfiIsolation.Diagnostics;
using FfiIsolation.Injection;
using FfiIsolation.Lists;

namespace FfiIsolation;

public sealed partial class CallList
{
    private ListRun Begin(CallOptions options)
    {
        options.Validate();
        if (options.Retry == true)
        {
            throw new ArgumentException("A list is not run again by itself: some of its calls have run.", nameof(options));
        }

        if (_scope is null)
        {
            throw new InvalidOperationException("The list is empty.");
        }

        if (Interlocked.Exchange(ref _running, 1) != 0)
        {
            throw new InvalidOperationException("The list runs already.");
        }

        _watched = null;
        try
        {
            _watched = Telemetry.IsListenedForLists ? new WatchedList(_scope.Host, _calls.Count) : null;

            // Within a callback, what the calls around it have in the window stays as it is.
            PreparedCall? outer = CallbackScope.Current?.Outer;
            _timeout = options.Timeout ?? _scope.Runner.Options.CallTimeout;
            ListRun run = outer is null && _next is { } ready ? ready : new ListRun([.. _calls], _scope.PointerGeneration is not null, outer?.Window ?? default);
            run.Begin();
            _last = _next = run;
            _stopped = null;
            _isWithin = outer is not null;
            if (_scope.Host.Interceptor is { } interceptor)
            {
                Choose(run, interceptor);
            }

            return run;
        }
        catch (Exception e)
        {
            _watched?.Refused(_calls, e);
            Volatile.Write(ref _running, 0);
            throw;
        }
    }

    /// <summary>Asks a test what is called.</summary>
    private static void Choose(ListRun run, ICallInterceptor interceptor)
    {
        try
        {
            run.Choose(interceptor);
        }
        catch
        {
            run.Results.NoneRan();
            throw;
        }
    }

    private void Failed(ListRun run, Exception e, CancellationToken token)
    {
        // A caller who goes away does not know whether it will be.
        if (e is CallRejectedException or WorkerUnavailableException or WorkerLostException { Started: false } || (!run.WasCarried && e is not OperationCanceledException))
        {
            run.Results.NoneRan();
        }

        if (e is CallFailedException failed)
        {
            failed.ListIndex ??= run.Culprit;
        }

        // Somebody else may still look at what ran.
        foreach (ListedCall call in _calls)
        {
            call.Leave();
        }

        _next = null;
        _watched?.End(run, null, e, token);
        Volatile.Write(ref _running, 0);
    }

    private void Ended(ListRun run, ListedCall? stopped)
    {
        if (_isWithin)
        {
            _next = null;
        }

        _watched?.End(run, stopped, null, CancellationToken.None);
        Volatile.Write(ref _running, 0);
    }
}
