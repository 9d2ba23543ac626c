namespace FfiIsolation;

/// <summary>What is done where a library's own debug information contradicts a declaration that is bound.</summary>
public enum DeclarationChecking
{
    /// <summary>Nothing is looked at, and binding costs nothing more. A crash report compares all the same.</summary>
    Off = 0,

    /// <summary>A log entry (61, <c>DeclarationMismatch</c>) says what differs, once for each declaration; the function is bound.</summary>
    Warn = 1,

    /// <summary>The function is not bound: <see cref="DeclarationMismatchException"/>.</summary>
    Refuse = 2,
}
