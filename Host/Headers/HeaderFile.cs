using FfiIsolation.Processes;
using Microsoft.Win32.SafeHandles;

namespace FfiIsolation.Headers;

/// <summary>Looks at a file before libclang reads it as a header: it waits for the writer of a pipe, and takes a program for C.</summary>
internal static class HeaderFile
{
    /// <summary>Bytes; libraries that are one header have some megabytes.</summary>
    private const long Largest = 256L << 20;

    private const int LengthOfStart = 64 << 10;

    /// <exception cref="HeaderException">It is none; says what it is.</exception>
    public static void ThrowIfNone(string path)
    {
        if (WhyNone(path) is { } why)
        {
            throw new HeaderException($"the header {path} {why}");
        }
    }

    private static string? WhyNone(string path)
    {
        try
        {
            using SafeFileHandle file = RegularFile.Open(path);
            long length = RandomAccess.GetLength(file);
            if (length > Largest)
            {
                return FormattableString.Invariant($"has {length:N0} bytes, and headers of more than {Largest:N0} are not read");
            }

            byte[] start = new byte[Math.Min(length, LengthOfStart)];
            return WhyNoText(start.AsSpan(0, RandomAccess.Read(file, start, 0)));
        }
        catch (FileNotFoundException)
        {
            return "is not there any more";
        }
        catch (UnauthorizedAccessException error)
        {
            return $"may not be read: {error.Message}";
        }
        catch (IOException error)
        {
            return $"cannot be read: {error.Message.TrimEnd('.')}; a header is a regular file, and no pipe or device";
        }
    }

    private static string? WhyNoText(ReadOnlySpan<byte> start) =>
        start.StartsWith("\u007fELF"u8) ? "is a library or a program (ELF), and no text of C"
        : start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || start.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) ? "is UTF-16; C is read as UTF-8: iconv -f UTF-16 -t UTF-8 makes that of it"
        : start.IndexOf((byte)0) is var at and >= 0 ? FormattableString.Invariant($"is no text: its byte {at} is zero")
        : null;
}
