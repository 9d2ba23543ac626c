namespace FfiIsolation.Callbacks;

/// <summary>Bytes behind a pointer that the worker brings along with a callback: <c>struct ffi_callback_rule</c>.</summary>
/// <param name="PointerSlot">The argument that is the pointer.</param>
/// <param name="SizeSlot">The argument that counts the elements, or how else their number is known.</param>
/// <param name="ElementSize">Bytes.</param>
/// <param name="Maximum">Bytes; what is more stays in the worker.</param>
internal readonly record struct CallbackRule(int PointerSlot, int SizeSlot, int ElementSize, int Maximum);
