using FfiIsolation.Callbacks;
using FfiIsolation.Calls;
using FfiIsolation.Diagnostics;
using FfiIsolation.Lanes;
using FfiIsolation.Lists;
using FfiIsolation.Supervision;
using FfiIsolation.Workers;

namespace FfiIsolation;

/// <summary>
/// Calls of different functions, made one after the other in one worker and one crossing: open, prepare, step. A call can take what an earlier one
/// returned or wrote; the list stops where one does not return what it is to return. It is put together once and run as often as it is wanted.
/// Not safe for use from two threads at the same time.
/// </summary>
public sealed partial class CallList
{
    /// <summary>The most calls that a list holds.</summary>
    public const int MaxCalls = 1024;

    private const string Name = "The call list";

    private readonly List<ListedCall> _calls = [];
    private readonly Action<WorkerProcess> _runIn;
    private ICallScope? _scope;
    private TimeSpan _timeout;
    private ListRun? _next;
    private ListRun? _last;
    private ListedCall? _stopped;
    private WatchedList? _watched;
    private bool _isWithin;
    private int _running;

    /// <summary>Creates an empty list.</summary>
    public CallList() => _runIn = RunIn;

    /// <summary>The number of calls.</summary>
    public int Count => _calls.Count;

    /// <summary>What looked wrong when the list ran last: what its worker's confinement refused to it, modes of the machine that one of its calls left changed, or the
    /// first warning of a call, with its place (see <see cref="NativeResult.Warning"/>). Null where nothing did.</summary>
    public string? Warning => _last?.Warning;

    /// <summary>A call of the list.</summary>
    /// <param name="index">Its place, from 0.</param>
    public ListedCall this[int index] => _calls[index];

    /// <summary>Adds a call at the end.</summary>
    /// <param name="function">The function: all of one host, or all of one session.</param>
    /// <param name="arguments">One for each parameter; besides those of a single call an earlier <see cref="ListedCall"/>, for what it returns, and
    /// <see cref="ListedCall.Output(string)"/>, for what it writes.</param>
    /// <returns>The call, to say what is expected of it, and to read its result.</returns>
    /// <exception cref="ArgumentException">An argument does not fit the prototype, or what is linked is of another type.</exception>
    /// <exception cref="CallRejectedException">The function is none for a list, or a pointer is not of this scope.</exception>
    /// <exception cref="InvalidOperationException">The list runs.</exception>
    public ListedCall Add(NativeFunction function, params ReadOnlySpan<NativeArgument> arguments)
    {
        ArgumentNullException.ThrowIfNull(function);
        ThrowIfRunning();
        if (_scope is not null && !ReferenceEquals(_scope, function.Scope))
        {
            throw new ArgumentException($"{function.Prototype.Name} is of another host or session than {_calls[0].Function.Prototype.Name}: a list runs in one worker.", nameof(function));
        }

        if (_calls.Count == MaxCalls)
        {
            throw new ArgumentException($"A list has at most {MaxCalls} calls.", nameof(function));
        }

        var call = new ListedCall(this, _calls.Count, function, arguments);
        _scope = function.Scope;
        _calls.Add(call);
        Changed();
        return call;
    }

    /// <summary>Runs the list and waits for its end. It is never run again by itself.</summary>
    /// <returns>The call at which it stopped (<see cref="ListedCallState.Stopped"/>, <see cref="ListedCallState.Refused"/>); null where all calls ran.</returns>
    /// <exception cref="ArgumentException">The buffers or the calls are together too large, or the list is empty; nothing ran.</exception>
    /// <exception cref="CallFailedException">A call failed; says which (<see cref="CallFailedException.ListIndex"/>), and <see cref="ListedCall.State"/> what became of each.</exception>
    /// <exception cref="CallRejectedException">Too many calls wait, or a function of the list is in quarantine (<see cref="FunctionQuarantinedException"/>); nothing ran.</exception>
    /// <exception cref="WorkerUnavailableException">No worker can be had; nothing ran.</exception>
    /// <exception cref="InvalidOperationException">The list runs already.</exception>
    public ListedCall? Run() => Run(CallOptions.Default);

    /// <inheritdoc cref="Run()"/>
    /// <param name="options">Timeout, of the list as a whole, and cancellation. <see cref="CallOptions.Retry"/> is refused.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled; the list may still run for the grace period.</exception>
    public ListedCall? Run(CallOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.CancellationToken.CanBeCanceled)
        {
            return RunAsync(options).GetAwaiter().GetResult();
        }

        ListRun run = Begin(options);
        try
        {
            if (run.HasSuspects)
            {
                RunGuarded(run);
            }
            else
            {
                _scope!.Run(_runIn, Name, CancellationToken.None);
            }
        }
        catch (Exception e)
        {
            Failed(run, e, CancellationToken.None);
            throw;
        }

        Ended(run, _stopped);
        return _stopped;
    }

    /// <inheritdoc cref="Run(CallOptions)"/>
    /// <remarks>Buffers are read before this returns. Cancelled, the caller stops waiting; what became of the calls is not known then.</remarks>
    public async Task<ListedCall?> RunAsync(CallOptions? options = null)
    {
        options ??= CallOptions.Default;
        ListRun run = Begin(options);
        CancellationToken token = options.CancellationToken;
        ListedCall? stopped;
        try
        {
            run.Call.Detached();
            stopped = run.HasSuspects
                ? await _scope!.Quarantine.GuardAsync(run, token, apart => CrossAsync(run, apart, token)).ConfigureAwait(false)
                : await CrossAsync(run, null, token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Failed(run, e, token);
            throw;
        }

        Ended(run, stopped);
        return stopped;
    }

    internal ListedCallState StateOf(int index)
    {
        if (_last is not { } run || index >= run.Calls.Length)
        {
            return ListedCallState.NotRun;
        }

        return run.Culprit == index ? ListedCallState.Failed : run.Results.StateOf(index) switch
        {
            Images.ListedState.NotRun => ListedCallState.NotRun,
            Images.ListedState.Completed => ListedCallState.Completed,
            Images.ListedState.Stopped => ListedCallState.Stopped,
            Images.ListedState.Unfit => ListedCallState.Refused,
            Images.ListedState.Threw => ListedCallState.Failed,
            _ => ListedCallState.Unknown,
        };
    }

    internal NativeResult ResultOf(ListedCall call) => _last is { } run && call.Index < run.Calls.Length && run.Results.HasRun(call.Index)
        ? run.Results.ResultOf(call.Index)
        : throw new InvalidOperationException($"There is no result of {call}: its state is {call.State}.");

    /// <summary>The list is not what it was: it gets new places before it runs again.</summary>
    internal void Changed() => _next = null;

    /// <summary>Checks that what later calls take of a call is still there.</summary>
    internal void CheckLinksTo(ListedCall call)
    {
        foreach ((_, CallLink link) in _calls.SelectMany(other => other.Links).Where(one => one.Link.Source == call))
        {
            if (link.Argument is { } argument)
            {
                ListRules.Output(call, argument, link.Element);
            }
        }
    }

    /// <summary>Numbers among the arguments of a call are not what they were.</summary>
    internal void NumbersChanged(ListedCall call) => _next?.WriteWords(call.Index);

    internal void ThrowIfRunning()
    {
        if (Volatile.Read(ref _running) != 0)
        {
            throw new InvalidOperationException("The list runs: it can be changed and run again when it has ended.");
        }
    }
}
