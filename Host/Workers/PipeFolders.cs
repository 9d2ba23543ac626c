// Where the folders of pipes lie, and what becomes of those whose host was killed before it could remove them.
using System.Globalization;
using System.Text;

namespace FfiIsolation.Workers;

internal static class PipeFolders
{
    private const string Prefix = "ffi-";
    private const string Fallback = "/tmp";

    /// <summary>The name of a pipe in its folder.</summary>
    public const string Pipe = "pipe";

    // Process numbers are of a namespace: in containers that share a temporary directory, one is a stranger's.
    private static readonly string s_namespace = new FileInfo("/proc/self/ns/pid").LinkTarget is ['p', 'i', 'd', ':', '[', .. string number, ']'] ? number : "0";

    private static readonly string s_ownName = string.Create(
        CultureInfo.InvariantCulture, $"{Prefix}{s_namespace}-{Environment.ProcessId}-{StartTime(Environment.ProcessId)}-");

    private static readonly Lazy<bool> s_swept = new(Sweep);

    /// <summary>A path for a new folder, in the temporary directory, or in /tmp where that would be longer than <paramref name="maxBytes"/>.</summary>
    public static string NewPath(int maxBytes)
    {
        _ = s_swept.Value;
        string name = s_ownName + Convert.ToHexStringLower(Guid.NewGuid().ToByteArray())[..8];
        string path = Path.GetFullPath(Path.Combine(Path.GetTempPath(), name));
        return Encoding.UTF8.GetByteCount(path) <= maxBytes ? path : Path.Combine(Fallback, name);
    }

    /// <summary>
    /// Whether a folder's name is one of ours, of a process that is gone. A process is known by its number and its start time: numbers are used again. Of those
    /// in another namespace nothing can be known here.
    /// </summary>
    /// <param name="ownNamespace">The number of the namespace that process numbers here are of.</param>
    /// <param name="startTimeOf">The start time of the process of that number; null where there is none.</param>
    public static bool IsLeftBehind(string name, string ownNamespace, Func<int, string?> startTimeOf)
    {
        string[] parts = name.Split('-');
        return parts is ["ffi", var space, var id, var started, { Length: 8 }]
            && space == ownNamespace
            && int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int processId)
            && ulong.TryParse(started, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            && startTimeOf(processId) != started;
    }

    private static bool Sweep()
    {
        foreach (string parent in new[] { Path.GetTempPath(), Fallback }.Distinct())
        {
            try
            {
                foreach (string folder in Directory.EnumerateDirectories(parent, Prefix + "*").Where(folder => IsLeftBehind(Path.GetFileName(folder), s_namespace, StartTime)))
                {
                    Remove(folder);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The temporary directory cannot be listed: there is nothing that could be swept.
            }
        }

        return true;
    }

    private static void Remove(string folder)
    {
        try
        {
            // What was made there and no more, by these two names: whoever swaps the folder for a link meanwhile gains nothing.
            File.Delete(Path.Combine(folder, Pipe));
            Directory.Delete(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another user's, or another host was quicker.
        }
    }

    /// <summary>Field 22 of /proc/PID/stat: the start in clock ticks since boot.</summary>
    private static string? StartTime(int processId)
    {
        try
        {
            string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/stat"));

            // The second field is the program's name in parentheses and may hold anything.
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // There is no such process.
            return null;
        }
    }
}
