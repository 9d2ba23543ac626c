// When a call's object is used again, and what is known of the call that it was for.
namespace FfiIsolation.Calls;

internal sealed partial class PreparedCall
{
    [ThreadStatic]
    private static PreparedCall? t_spare;

    private volatile bool _isHeld;

    /// <summary>Whether the function ended in its worker, whatever it or its callbacks threw.</summary>
    public bool HasRun { get; set; }

    /// <summary>An empty call, to be filled by a plan.</summary>
    public static PreparedCall Rent()
    {
        PreparedCall? call = t_spare;
        t_spare = null;
        return call ?? new PreparedCall();
    }

    /// <summary>Gives back a call that is settled, and that nobody but the caller holds.</summary>
    public void Recycle()
    {
        if (_isHeld)
        {
            return;
        }

        if (_blockCount > 0 || _callbackCount > 0)
        {
            // What the caller passed must not live as long as this thread.
            Array.Clear(_arguments, 0, _argumentCount);
            Array.Clear(_callbacks, 0, _callbackCount);
            _inputs = null;
        }

        Fetched = default;
        t_spare = this;
    }

    /// <summary>Somebody else may still look at the call, such as a report of its worker's death: it is not used again.</summary>
    public void Hold() => _isHeld = true;
}
