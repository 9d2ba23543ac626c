using FfiIsolation.Calls;

namespace FfiIsolation.Callbacks;

/// <summary>A trampoline of one worker, and the callback that it stands for now.</summary>
internal sealed class CallbackBinding(int index, CallbackShape shape)
{
    /// <summary>The number of the trampoline.</summary>
    public int Index => index;

    /// <summary>What the worker was told of it, once and for all.</summary>
    public CallbackShape Shape => shape;

    /// <summary>The function pointer, in the worker; 0 until it is bound there.</summary>
    public ulong Address { get; set; }

    public required NativeCallback Callback { get; init; }

    public required CallbackPlan Plan { get; init; }

    /// <summary>The call for which it is bound; null where it stays, in a session.</summary>
    public PreparedCall? For { get; set; }

    /// <summary>Whether the call for which it is bound is being made.</summary>
    public bool IsInUse { get; set; }

    /// <summary>When it was passed last, counted in bindings: what was used longest ago gives way first.</summary>
    public long LastUse { get; set; }
}
