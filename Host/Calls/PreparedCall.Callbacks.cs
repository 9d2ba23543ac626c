// The callbacks that a call passes.
using FfiIsolation.Callbacks;

namespace FfiIsolation.Calls;

internal sealed partial class PreparedCall
{
    private CallbackUse[] _callbacks = [];
    private int _callbackCount;

    public ReadOnlySpan<CallbackUse> Callbacks => _callbacks.AsSpan(0, _callbackCount);

    public bool HasCallbacks => _callbackCount > 0;

    public void AddCallback(CallbackUse use)
    {
        if (_callbackCount == _callbacks.Length)
        {
            Array.Resize(ref _callbacks, Math.Max(2, 2 * _callbackCount));
        }

        _callbacks[_callbackCount++] = use;
    }
}
