namespace FfiIsolation.Confining;

/// <summary>What a system call that the host is asked about is about, and so how it is decided.</summary>
internal enum SystemCallKind
{
    /// <summary>Refused wherever it is asked about.</summary>
    Never,

    /// <summary>Argument 0 is a process or a thread; if it is negative, a group.</summary>
    Process,

    /// <summary>Arguments 0 and 1 are what is meant and which, as for <c>setpriority</c>.</summary>
    Which,

    /// <summary>Argument 0 is a descriptor of a process.</summary>
    ProcessDescriptor,

    /// <summary>Argument 2 is a process or a group for <c>fcntl(F_SETOWN)</c>, and the address of one otherwise, which is refused: memory can change after it was looked at.</summary>
    Owner,

    /// <summary>About files. Landlock decides; the host is asked for the name's sake.</summary>
    Files,
}
