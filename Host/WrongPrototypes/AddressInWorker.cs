using System.Text;
using FfiIsolation.Crashes;
using FfiIsolation.Processes;

namespace FfiIsolation.WrongPrototypes;

/// <summary>Says what lies at an address of a worker. Slow: reads the kernel's list of mappings.</summary>
internal static class AddressInWorker
{
    private const int MostText = 64;
    private const int PageSize = 4096;

    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    /// <summary>The mapping, and the text that begins there, if one does; null where nothing that can be read is mapped, or nobody can tell. Throws nothing.</summary>
    public static string? WhatIsAt(int processId, ulong address)
    {
        try
        {
            return MemoryMap.Parse(File.ReadAllBytes($"/proc/{processId}/maps")).Find(address) is { Readable: true } mapping
                ? SafeText.Line(mapping.Name) + (TextAt(processId, address) is { } text ? $" (\"{text}\")" : "")
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // the worker is gone meanwhile, or has made itself unreadable
        }
    }

    private static string? TextAt(int processId, ulong address)
    {
        byte[] bytes = new byte[Math.Min(MostText, PageSize - (int)(address % PageSize))];
        try
        {
            ProcessMemory.Read(processId, address, bytes);
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or UnauthorizedAccessException or AccessViolationException)
        {
            return null; // what is mapped can be beyond the end of its file
        }

        return TextOf(bytes);
    }

    /// <summary>The printable text up to a NUL; null where there is none.</summary>
    internal static string? TextOf(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)0);
        try
        {
            string text = s_strict.GetString(end < 0 ? bytes : bytes[..end]);
            return end > 0 && !text.Any(char.IsControl) ? SafeText.Line(text) : null;
        }
        catch (DecoderFallbackException)
        {
            return null; // bytes that are no text
        }
    }
}
