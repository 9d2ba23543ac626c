namespace FfiIsolation;

/// <summary>A callback of any C type, which takes its arguments by number.</summary>
/// <param name="arguments">What native code gave.</param>
/// <returns>What C gets back; checked against the C type as an argument is. For a callback that returns void: <c>default</c>.</returns>
public delegate NativeArgument CallbackHandler(CallbackArguments arguments);
