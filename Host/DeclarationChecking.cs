namespace FfiIsolation;

/// <summary>What is done where a library's own debug information, or its header where that says nothing (<see cref="NativeHostOptions.Headers"/>), contradicts a declaration that is bound. A declaration of which nobody knows whether it is right is bound in any case (log entry 63, <c>DeclarationUnchecked</c>).</summary>
public enum DeclarationChecking
{
    /// <summary>Nothing is looked at, and binding costs nothing more. A crash report compares with debug information all the same.</summary>
    Off = 0,

    /// <summary>A log entry (61, <c>DeclarationMismatch</c>) says what differs, once for each declaration; the function is bound.</summary>
    Warn = 1,

    /// <summary>The function is not bound: <see cref="DeclarationMismatchException"/>.</summary>
    Refuse = 2,
}
