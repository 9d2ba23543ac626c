namespace FfiIsolation.Cli.Debugging;

/// <summary>What a debugger does to a process.</summary>
internal enum DebuggedState
{
    /// <summary>None is attached.</summary>
    Free,

    /// <summary>One is attached and has stopped it.</summary>
    Stopped,

    /// <summary>One is attached and lets it run.</summary>
    Running,

    /// <summary>There is no such process any more.</summary>
    Gone,
}
