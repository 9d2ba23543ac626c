// The callbacks of one worker: answers them, on the thread that carries the call, and keeps what went wrong in them until that call has ended.
using System.Runtime.ExceptionServices;
using FfiIsolation.Calls;
using FfiIsolation.Lanes;
using FfiIsolation.Libraries;
using FfiIsolation.SharedMemory;
using FfiIsolation.Supervision;
using FfiIsolation.Workers;
using FfiIsolation.WrongPrototypes;

namespace FfiIsolation.Callbacks;

internal sealed class WorkerCallbacks : ICallbackAnswerer
{
    private readonly CancellationTokenSource _aborted = new();
    private readonly CallbackScope[] _scopes = new CallbackScope[SegmentLayout.Frames];
    private readonly CallFrame[] _frames = new CallFrame[SegmentLayout.Frames];

    public WorkerCallbacks(WorkerProcess worker, Binder binder, bool inSession)
    {
        Worker = worker;
        Binder = binder;
        InSession = inSession;
        for (int i = 0; i < _scopes.Length; i++)
        {
            _scopes[i] = new CallbackScope(this, i);
        }
    }

    public WorkerProcess Worker { get; }

    public Binder Binder { get; }

    public CallbackTable Table { get; } = new();

    /// <summary>Whether callbacks stay until the session ends, and pointers may go back into it.</summary>
    public bool InSession { get; }

    /// <summary>Whether a delegate runs for the call thread.</summary>
    public bool IsOut => Volatile.Read(ref _frames[0].Callback) is not null;

    /// <summary>A call begins on a frame.</summary>
    public void Begin(int frame, PreparedCall call)
    {
        _frames[frame].Error = null;
        _frames[frame].Call = call;
        SetInUse(call, true);
    }

    /// <summary>A call on a frame has ended, one way or another.</summary>
    /// <returns>What was thrown in a callback of it.</returns>
    public ExceptionDispatchInfo? End(int frame, PreparedCall call)
    {
        SetInUse(call, false);
        _frames[frame].Call = null;
        return Interlocked.Exchange(ref _frames[frame].Error, null);
    }

    /// <summary>The call on a frame, if there is one.</summary>
    public PreparedCall? CallOn(int frame) => _frames[frame].Call;

    /// <summary>Cancelled when the worker is gone.</summary>
    public CancellationToken Aborted => _aborted.Token;

    /// <summary>The worker is gone: nobody waits for answers any more. What delegates have registered with the token runs elsewhere: it may throw, or take long,
    /// and the outcome of the worker's call waits for this.</summary>
    public void Abort() => _aborted.CancelAsync().Observe();

    public CallbackParts PartsOf(int callback) => Table.Find(callback)?.Plan.Parts ?? CallbackParts.None;

    public int Answer(int frame, ReadOnlySpan<byte> callback, Span<byte> answer)
    {
        CallbackBinding binding = BindingOf(callback);
        ref CallFrame outer = ref _frames[frame - 1];
        CallbackScope scope = _scopes[frame];
        CallbackScope? before = CallbackScope.Current;
        scope.Before = before;
        CallbackScope.Current = scope;
        Volatile.Write(ref outer.Callback, binding.Plan);
        try
        {
            if (outer.Call is { CallbackWarning: null } call)
            {
                call.CallbackWarning = CallbackMistake.OfArguments(binding.Plan, callback);
            }

            return Run(binding, callback, answer, scope, ref outer.Error);
        }
        finally
        {
            CallbackScope.Current = before;
            scope.Before = null;
            Volatile.Write(ref outer.Callback, null);
        }
    }

    /// <summary>Answers a callback that no call on the call thread made.</summary>
    /// <param name="error">What the delegate threw.</param>
    public byte[] AnswerForeign(ReadOnlySpan<byte> callback, ICallbackMemory memory, out ExceptionDispatchInfo? error)
    {
        CallbackBinding binding = BindingOf(callback);
        byte[] answer = new byte[binding.Plan.AnswerSize];
        error = null;
        Run(binding, callback, answer, memory, ref error);
        if (error is not null && binding.For is { } call && ReferenceEquals(_frames[0].Call, call))
        {
            // Bound for the call that is on board: it is that call's exception.
            Interlocked.CompareExchange(ref _frames[0].Error, error, null);
            error = null;
        }

        return answer;
    }

    /// <summary>What is under way, for a report: the calls, outermost first, each with the callback that it waits for, if it does.</summary>
    public IReadOnlyList<(PreparedCall Call, CallbackPlan? Callback)> UnderWay()
    {
        var calls = new List<(PreparedCall, CallbackPlan?)>();
        for (int i = 0; i < _frames.Length && _frames[i].Call is { } call; i++)
        {
            calls.Add((call, Volatile.Read(ref _frames[i].Callback)));
        }

        return calls;
    }

    private int Run(CallbackBinding binding, ReadOnlySpan<byte> callback, Span<byte> answer, ICallbackMemory memory, ref ExceptionDispatchInfo? error)
    {
        CallbackPlan plan = binding.Plan;
        Span<byte> used = answer[..plan.AnswerSize];
        used.Clear();
        if (binding.Callback.IsDisposed || (binding.For is not null && !binding.IsInUse))
        {
            return used.Length;
        }

        try
        {
            if (error is null)
            {
                plan.Result.Clear(used);
                binding.Callback.Body(new CallbackArguments(plan, callback, memory, _aborted.Token), plan.Result, used);
                return used.Length;
            }
        }
        catch (Exception e)
        {
            // Nothing may be thrown through native code: it is thrown to the caller of the native function, once that has returned.
            error = ExceptionDispatchInfo.Capture(e);
            used.Clear();
        }

        binding.Callback.WriteErrorResult(plan.Result, used);
        return used.Length;
    }

    private CallbackBinding BindingOf(ReadOnlySpan<byte> callback)
    {
        if (callback.Length < CallbackLayout.Stack || Table.Find(CallbackRecord.IndexOf(callback)) is not { } binding
            || callback.Length < CallbackLayout.Stack + (binding.Plan.StackWords * sizeof(ulong)))
        {
            throw new LaneBrokenException("The worker called back by a number that is not bound, or without arguments.", isViolation: true);
        }

        return binding;
    }

    private void SetInUse(PreparedCall call, bool isInUse)
    {
        foreach (CallbackUse use in call.Callbacks)
        {
            if (Table.Find(use.Callback, use.Plan) is { For: not null } binding)
            {
                binding.IsInUse = isInUse;
                binding.For = call;
            }
        }
    }

    /// <summary>One frame of the lane as the host knows it.</summary>
    private struct CallFrame
    {
        /// <summary>The call on it.</summary>
        public PreparedCall? Call;

        /// <summary>The callback of that call which is not answered yet.</summary>
        public CallbackPlan? Callback;

        /// <summary>What the first callback that failed has thrown.</summary>
        public ExceptionDispatchInfo? Error;
    }
}
