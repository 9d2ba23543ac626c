// What the function returned: a number that nothing is to be said of, or a value made while its worker was still there to be asked.
namespace FfiIsolation.Calls;

internal sealed partial class PreparedCall
{
    private NativeResult _value;
    private bool _isNumber;
    private ulong _bits;
    private int _errno;
    private int _generation;
    private bool _inSession;

    /// <summary>What the function returned.</summary>
    public NativeResult Value => _isNumber ? new NativeResult(Function.Plan.ReturnType, _bits, 0, null, _errno, null, _generation, _inSession) : _value;

    /// <summary>Keeps a number.</summary>
    public void Keep(ulong bits, int errno, int generation, bool inSession)
    {
        _isNumber = true;
        _bits = bits;
        _errno = errno;
        _generation = generation;
        _inSession = inSession;
    }

    /// <summary>Keeps any other value.</summary>
    public void Keep(in NativeResult value)
    {
        _isNumber = false;
        _value = value;
    }

    /// <summary>What the function returned, to a caller who needs the call no more and is on the thread that prepared it.</summary>
    public NativeResult Hand()
    {
        if (_isNumber)
        {
            GiveBack();
            return Value; // made behind it, where the caller gets it: a copy would cost as much as the rest of this
        }

        NativeResult value = _value;
        GiveBack();
        return value;
    }
}
