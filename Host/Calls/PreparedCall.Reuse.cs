// When a call's object is used again, and what is known of the call that it was for.
using FfiIsolation.Images;

namespace FfiIsolation.Calls;

internal sealed partial class PreparedCall
{
    private volatile bool _isHeld;
    private CallThread? _thread;

    /// <summary>Whether the function ended in its worker, whatever it or its callbacks threw.</summary>
    public bool HasRun { get; set; }

    /// <summary>An empty call, to be filled by a plan.</summary>
    /// <param name="thread">That which makes the call.</param>
    public static PreparedCall Rent(CallThread thread)
    {
        PreparedCall? call = thread.Spare;
        if (call is null)
        {
            return new PreparedCall { _thread = thread };
        }

        thread.Spare = null;
        return call;
    }

    /// <summary>An empty call that is nobody else's.</summary>
    public static PreparedCall New() => new();

    /// <summary>Changes an argument that is a number in registers or on the stack.</summary>
    /// <exception cref="ArgumentException">It does not fit; nothing is changed.</exception>
    public void ChangeNumber(int index, in NativeArgument value)
    {
        Shape.Writers[index].Write(CallImageWriter.Over(Image), value);
        _arguments[index] = value;
    }

    /// <summary>Forgets where the data lay, to be given other places.</summary>
    public void ClearBlocks()
    {
        _blockCount = 0;
        _inputBytes = _outputBytes = 0;
        _inputs = null;
    }

    /// <summary>The same call is made again.</summary>
    public void Again()
    {
        HasRun = false;
        CallbackWarning = null;
        Fetched = default;
        _inputs = null;
    }

    /// <summary>Gives back a call that is settled, and that nobody but the caller holds, to the thread that runs this.</summary>
    public void Recycle()
    {
        _thread = CallThread.Current;
        GiveBack();
    }

    private void GiveBack()
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

        if (Fetched.Length > 0)
        {
            Fetched = default;
        }

        if (!_isNumber)
        {
            _value = default;
        }

        if (_thread is not null)
        {
            _thread.Spare = this;
        }
    }

    /// <summary>Somebody else may still look at the call, such as a report of its worker's death: it is not used again.</summary>
    public void Hold() => _isHeld = true;
}
