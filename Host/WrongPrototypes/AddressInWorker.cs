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

    /// <summary>The mapping, and the text that begins there, if one does; empty where what is mapped cannot be read, null where nothing is, or nobody can tell. Throws nothing.</summary>
    public static string? WhatIsAt(int processId, ulong address)
    {
        try
        {
            return MemoryMap.Parse(File.ReadAllBytes($"/proc/{processId}/maps")).Find(address) is not { } mapping ? null
                : !mapping.Readable ? ""
                : SafeText.Line(mapping.Name) + (TextAt(processId, address) is { } text ? $" (\"{text}\")" : "");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // the worker is gone meanwhile, or has made itself unreadable
        }
    }

    private static string? TextAt(int processId, ulong address)
    {
        // Across the end of a page, or up to it where the next one cannot be read.
        foreach (int length in (int[])[MostText, Math.Min(MostText, PageSize - (int)(address % PageSize))])
        {
            byte[] bytes = new byte[length];
            try
            {
                ProcessMemory.Read(processId, address, bytes);
                return TextOf(bytes);
            }
            catch (IOException)
            {
                // What is mapped can also be beyond the end of its file.
            }
        }

        return null;
    }

    /// <summary>The printable text up to a NUL, or cut where there is none; null for other bytes.</summary>
    internal static string? TextOf(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)0);
        try
        {
            string text = s_strict.GetString(end < 0 ? bytes : bytes[..end]);
            return end != 0 && !text.Any(char.IsControl) ? SafeText.Line(text) + (end < 0 ? "…" : "") : null;
        }
        catch (DecoderFallbackException)
        {
            return null; // bytes that are no text
        }
    }
}
