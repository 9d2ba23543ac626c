using FfiIsolation.Processes;

namespace FfiIsolation.Libraries;

/// <summary>The real file system. The one file here that touches the operating system.</summary>
internal sealed class RealFiles : IFileView
{
    private const int LongestText = 64 * 1024;

    public FileHead Read(string path)
    {
        try
        {
            FileInfo info = new(path);
            info = (FileInfo?)info.ResolveLinkTarget(returnFinalTarget: true) ?? info;
            if (Directory.Exists(info.FullName))
            {
                return new(FileState.Directory);
            }

            if (!info.Exists)
            {
                return new(FileState.Missing);
            }

            // So says a named pipe or a device of itself, and of a file nothing is to be read.
            if (info.Length == 0)
            {
                return new(FileState.File);
            }

            return new(FileState.File, RegularFile.ReadStart(info.FullName, FileHead.Length), info.Length);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return new(FileState.Missing); // gone since we looked
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new(FileState.Unreadable); // also a loop of links, a name that is too long
        }
    }

    public IReadOnlyCollection<string>? Names(string directory)
    {
        try
        {
            return Directory.Exists(directory) ? [.. Directory.EnumerateFileSystemEntries(directory).Select(path => Path.GetFileName(path))] : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null; // the loader could not look into it either
        }
    }

    public string? Text(string path)
    {
        try
        {
            FileInfo info = new(path);
            return info.Exists && info.Length <= LongestText ? RegularFile.ReadText(path, LongestText) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null; // without it the standard directories remain
        }
    }

    public string Resolve(string directory)
    {
        try
        {
            // ResolveLinkTarget sees only a link in the last part of a path, and /lib/x86_64-linux-gnu has its link in the first.
            string resolved = Path.GetPathRoot(directory) ?? "/";
            foreach (string part in directory.Split('/', StringSplitOptions.RemoveEmptyEntries))
            {
                resolved = Path.Combine(resolved, part);
                resolved = new DirectoryInfo(resolved).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? resolved;
            }

            return resolved;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return directory; // looked into twice at the worst
        }
    }
}
