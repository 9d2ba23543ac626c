using System.Globalization;

namespace FfiIsolation.Workers;

/// <summary>What the kernel tells of a worker's memory.</summary>
internal static class WorkerMemory
{
    /// <summary>The resident memory that is the worker's alone, in bytes; null where nobody can tell.</summary>
    public static long? PrivateBytes(int processId)
    {
        try
        {
            // Pages, by proc(5): size, resident, shared. Shared is what lies in files, the segment among them.
            string[] pages = File.ReadAllText($"/proc/{processId}/statm").Split(' ');
            return (long.Parse(pages[1], CultureInfo.InvariantCulture) - long.Parse(pages[2], CultureInfo.InvariantCulture)) * Environment.SystemPageSize;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // it is gone meanwhile
        }
    }

    /// <summary>The text of the kernel's list of mappings; empty where nobody can tell.</summary>
    public static byte[] ReadMap(int processId)
    {
        try
        {
            return File.ReadAllBytes($"/proc/{processId}/maps");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // it is gone meanwhile, or has made itself unreadable
        }
    }
}
