using FfiIsolation.Libraries;

namespace FfiIsolation.Tests.Libraries;

/// <summary>A file system in memory. A directory exists if something lies in it.</summary>
internal sealed class FakeFiles : IFileView
{
    private readonly Dictionary<string, byte[]> _files = [];
    private readonly Dictionary<string, string> _links = [];

    public FakeFiles Add(string path, byte[] content)
    {
        _files[path] = content;
        return this;
    }

    public FakeFiles Add(string path, string content) => Add(path, System.Text.Encoding.UTF8.GetBytes(content));

    public FakeFiles Link(string directory, string target)
    {
        _links[directory] = target;
        return this;
    }

    public FileHead Read(string path)
    {
        if (_files.TryGetValue(path, out byte[]? content))
        {
            return new(FileState.File, content);
        }

        return new(Names(path) is null ? FileState.Missing : FileState.Directory);
    }

    public IReadOnlyCollection<string>? Names(string directory)
    {
        string prefix = directory.TrimEnd('/') + "/";
        string[] names = [.. _files.Keys.Where(path => path.StartsWith(prefix, StringComparison.Ordinal))
            .Select(path => path[prefix.Length..].Split('/')[0]).Distinct()];
        return names.Length == 0 ? null : names;
    }

    public string? Text(string path) => _files.TryGetValue(path, out byte[]? content) ? System.Text.Encoding.UTF8.GetString(content) : null;

    public string Resolve(string directory) => _links.GetValueOrDefault(directory, directory);
}
