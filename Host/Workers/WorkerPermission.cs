// Lets the worker be executed where a copy has lost the permission: a package, an archive and another system do not keep it.
using FfiIsolation.Processes;

namespace FfiIsolation.Workers;

internal static class WorkerPermission
{
    private const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public static void Ensure(string path) =>
        Ensure(path, path => LinuxCalls.Access(path, LinuxCalls.AccessExecute) == 0, path => File.SetUnixFileMode(path, File.GetUnixFileMode(path) | Execute));

    /// <exception cref="WorkerUnavailableException">It may not be executed, and this process may not change that.</exception>
    public static void Ensure(string path, Func<string, bool> isExecutable, Action<string> makeExecutable)
    {
        if (isExecutable(path))
        {
            return;
        }

        try
        {
            makeExecutable(path);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            // Somebody else's file, or a file system that is read-only: its owner has to do it.
            throw new WorkerUnavailableException($"The worker executable {path} may not be executed by this user, and its permissions cannot be changed from here. As its owner: chmod a+rx {path}", innerException: e);
        }
    }
}
