namespace FfiIsolation.Cli.InProcess;

/// <summary>Any C function of up to six integers and pointers: a function that takes fewer does not look at the other registers.</summary>
internal delegate nint IntegerCall(nint a, nint b, nint c, nint d, nint e, nint f);
