namespace FfiIsolation.Cli.Arguments;

/// <summary>The contents of a file for an input buffer.</summary>
internal static class FileBytes
{
    /// <summary>Reads the whole file; where it cannot, <paramref name="problem"/> says why.</summary>
    public static bool TryRead(string path, int limit, out byte[] bytes, out string problem)
    {
        bytes = Array.Empty<byte>();
        problem = "";
        try
        {
            using FileStream file = File.OpenRead(path);
            using var contents = new MemoryStream();

            // Counted while reading: a device has no length, and may have no end.
            byte[] chunk = new byte[81920];
            for (int count = file.Read(chunk); count > 0; count = file.Read(chunk))
            {
                if (contents.Length + count > limit)
                {
                    problem = $"the file is larger than {limit} bytes";
                    return false;
                }

                contents.Write(chunk, 0, count);
            }

            bytes = contents.ToArray();
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // Whatever the reason, it is the argument that has to change.
            problem = $"the file cannot be read: {error.Message}";
            return false;
        }
    }
}
