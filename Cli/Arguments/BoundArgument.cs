namespace FfiIsolation.Cli.Arguments;

/// <summary>One argument of one call.</summary>
/// <param name="Argument">What the call takes.</param>
/// <param name="Output">The buffer that holds, after the call, what native code left there; null for an argument that brings nothing back.</param>
internal readonly record struct BoundArgument(NativeArgument Argument, NativeBuffer? Output);
