namespace FfiIsolation.Callbacks;

/// <summary>A callback that a call passes: its address in the worker is known once the worker is chosen.</summary>
/// <param name="Place">Where the address goes in the image.</param>
internal readonly record struct CallbackUse(int Place, NativeCallback Callback, CallbackPlan Plan);
