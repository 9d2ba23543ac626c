using FfiIsolation.Calls;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Callbacks;

/// <summary>The trampolines of one worker: which stands for which callback. Changed by whoever has the worker, read by any thread.</summary>
internal sealed class CallbackTable
{
    private readonly CallbackBinding?[] _byIndex = new CallbackBinding?[CallbackLayout.Callbacks];
    private readonly Dictionary<(NativeCallback, CallbackPlan), CallbackBinding> _byCallback = [];
    private int _count;
    private long _uses;

    public CallbackBinding? Find(int index) => index >= 0 && index < _byIndex.Length ? Volatile.Read(ref _byIndex[index]) : null;

    /// <summary>The binding of a callback, which then is the one used last.</summary>
    public CallbackBinding? Find(NativeCallback callback, CallbackPlan plan)
    {
        if (!_byCallback.TryGetValue((callback, plan), out CallbackBinding? binding))
        {
            return null;
        }

        binding.LastUse = ++_uses;
        return binding;
    }

    /// <summary>What was passed or bound so far. What comes after it, <see cref="Take"/> does not give to another callback of the same call.</summary>
    public long Uses => _uses;

    /// <summary>Gives a callback a trampoline: one that was never used; else one that is of no use any more, of the same shape if there is one, since
    /// that needs no crossing.</summary>
    /// <param name="callback">The callback.</param>
    /// <param name="plan">How it is called.</param>
    /// <param name="call">The call for which it is bound; null where it stays.</param>
    /// <param name="since">What <see cref="Uses"/> was before the first callback of that call was bound.</param>
    /// <returns>The binding; its address is 0 if the worker must be told of it.</returns>
    /// <exception cref="CallRejectedException">All trampolines are in use.</exception>
    public CallbackBinding Take(NativeCallback callback, CallbackPlan plan, PreparedCall? call, long since)
    {
        CallbackBinding? old = FindUnused(plan.Shape, since);
        int index = old is null && _count < _byIndex.Length ? _count++ : (old ?? FindUnused(null, since))?.Index
            ?? throw new CallRejectedException($"{CallbackLayout.Callbacks} callbacks are bound in one worker, which is the limit; dispose some ({nameof(NativeCallback)}.{nameof(NativeCallback.Dispose)}).");
        old ??= _byIndex[index];
        if (old is not null)
        {
            _byCallback.Remove((old.Callback, old.Plan));
        }

        var binding = new CallbackBinding(index, plan.Shape)
        {
            Callback = callback,
            Plan = plan,
            For = call,
            LastUse = ++_uses,
            Address = old is not null && old.Shape.Equals(plan.Shape) ? old.Address : 0,
        };
        _byCallback[(callback, plan)] = binding;
        Volatile.Write(ref _byIndex[index], binding);
        return binding;
    }

    /// <summary>The one used longest ago of those that nothing can call with any right: disposed, or bound for a call, all of which have ended when another begins.
    /// The call that begins is none of them, although it is not under way yet.</summary>
    private CallbackBinding? FindUnused(CallbackShape? shape, long since)
    {
        if (shape is not null && _count < _byIndex.Length / 2)
        {
            // Enough that were never used. Native code that kept the pointer of a call that has ended then calls nothing, and not another callback.
            return null;
        }

        CallbackBinding? unused = null;
        for (int i = 0; i < _count; i++)
        {
            CallbackBinding candidate = _byIndex[i]!;
            if ((candidate.For is not null || candidate.Callback.IsDisposed) && !candidate.IsInUse && candidate.LastUse <= since && (shape is null || candidate.Shape.Equals(shape))
                && (unused is null || candidate.LastUse < unused.LastUse))
            {
                unused = candidate;
            }
        }

        return unused;
    }
}
