using FfiIsolation.Processes;

namespace FfiIsolation.Headers;

/// <summary>Lines of the files that clang finds mistakes in. Not for use from several threads at a time.</summary>
internal sealed class SourceLines
{
    private const int MostFiles = 8, MostBytes = 1 << 20;

    private readonly Dictionary<string, string[]> _files = new(StringComparer.Ordinal);

    /// <param name="line">From 1.</param>
    /// <returns>null for one that is not within the beginning of a file, or of one file too many.</returns>
    public string? At(string path, int line)
    {
        if (!_files.TryGetValue(path, out string[]? lines) && _files.Count < MostFiles)
        {
            _files.Add(path, lines = Read(path));
        }

        return lines?.ElementAtOrDefault(line - 1);
    }

    private static string[] Read(string path)
    {
        try
        {
            return RegularFile.ReadText(path, MostBytes).Split('\n');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return []; // it was there when clang read it
        }
    }
}
