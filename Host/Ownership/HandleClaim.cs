namespace FfiIsolation.Ownership;

/// <summary>A handle that a call under way frees or takes over.</summary>
internal readonly record struct HandleClaim(NativeHandle Handle, string By);
