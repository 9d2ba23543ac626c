using FfiIsolation.Callbacks;

namespace FfiIsolation.Calls;

/// <summary>What one thread keeps for the calls that it makes. In one object, since each look for what is a thread's own takes some nanoseconds.</summary>
internal sealed class CallThread
{
    [ThreadStatic]
    private static CallThread? t_current;

    public static CallThread Current => t_current ??= new CallThread();

    /// <summary>The object for its next call.</summary>
    public PreparedCall? Spare { get; set; }

    /// <summary>The callback that it runs; null for none.</summary>
    public CallbackScope? Callback { get; set; }
}
