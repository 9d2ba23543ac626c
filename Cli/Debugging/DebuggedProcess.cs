using FfiIsolation.Processes;

namespace FfiIsolation.Cli.Debugging;

/// <summary>Looks whether a process is being debugged: <c>TracerPid</c> and <c>State</c> of /proc/PID/status, proc(5).</summary>
internal static class DebuggedProcess
{
    private const string YamaScope = "/proc/sys/kernel/yama/ptrace_scope";

    public static DebuggedState Look(int process) => ThreadFiles.Read(process, process, "status") is { } status ? Read(status) : DebuggedState.Gone;

    /// <summary>What the text says.</summary>
    public static DebuggedState Read(string status)
    {
        string state = Field(status, "State"), tracer = Field(status, "TracerPid");
        return state.StartsWith('Z') || state.StartsWith('X') ? DebuggedState.Gone
            : tracer is "" or "0" ? DebuggedState.Free
            : state.StartsWith('t') || state.StartsWith('T') ? DebuggedState.Stopped
            : DebuggedState.Running;
    }

    /// <summary>Who may attach where the kernel lets not everybody (Documentation/admin-guide/LSM/Yama.rst); null where it does.</summary>
    public static string? WhoMayAttach()
    {
        try
        {
            return File.Exists(YamaScope) ? WhoMayAttach(File.ReadAllText(YamaScope)) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null; // the debugger will say what it was refused
        }
    }

    public static string? WhoMayAttach(string scope) => scope.Trim() switch
    {
        "0" => null,
        "3" => $"the kernel lets no debugger attach ({YamaScope} is 3)",
        var restricted => $"the kernel lets only root attach ({YamaScope} is {restricted}): use sudo",
    };

    private static string Field(string status, string name) =>
        status.Split('\n').FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.Ordinal))?[(name.Length + 1)..].Trim() ?? "";
}
