using FfiIsolation.Callbacks;

namespace FfiIsolation.Calls;

/// <summary>What one thread keeps for the calls that it makes. In one object, since each look for what is a thread's own takes some nanoseconds.</summary>
internal sealed class CallThread
{
    [ThreadStatic]
    private static CallThread? t_current;

    private int _rotation;

    public static CallThread Current => t_current ??= new CallThread();

    /// <summary>The object for its next call.</summary>
    public PreparedCall? Spare { get; set; }

    /// <summary>Where the next call whose storage is taken back begins to look for places: behind those of the one before, so that none is used again soon.</summary>
    public int Rotation => 1 + _rotation;

    /// <summary>So many places were given out.</summary>
    public void Rotate(int places) => _rotation = (_rotation + places) & (int.MaxValue >> 1);

    /// <summary>The callback that it runs; null for none.</summary>
    public CallbackScope? Callback { get; set; }
}
