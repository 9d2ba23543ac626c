using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace FfiIsolation.Workers;

/// <summary>What the kernel tells of a worker's memory.</summary>
internal static class WorkerMemory
{
    private const int LongestStatm = 256;

    /// <summary>The resident memory that is the worker's alone, in bytes; null where nobody can tell.</summary>
    public static long? PrivateBytes(int processId)
    {
        try
        {
            // Into the stack: each host looks once a second at each of its workers, used or not.
            Span<byte> text = stackalloc byte[LongestStatm];
            using SafeFileHandle file = File.OpenHandle($"/proc/{processId}/statm");
            ReadOnlySpan<byte> pages = text[..RandomAccess.Read(file, text, 0)];

            // By proc(5): size, resident, shared. Shared is what lies in files, the segment among them.
            return (Number(pages, 1) - Number(pages, 2)) * Environment.SystemPageSize;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // it is gone meanwhile
        }
    }

    private static long? Number(ReadOnlySpan<byte> words, int index)
    {
        foreach (Range word in words.Split((byte)' '))
        {
            if (index-- == 0)
            {
                return long.Parse(words[word], CultureInfo.InvariantCulture);
            }
        }

        return null;
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
