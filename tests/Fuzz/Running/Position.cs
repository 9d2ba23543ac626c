using System.IO.MemoryMappedFiles;

namespace FfiIsolation.Fuzz.Running;

/// <summary>Which input is under way, in a file that outlives the process: a stack that overflows says nothing else.</summary>
internal sealed class Position : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    public Position(string path)
    {
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.OpenOrCreate, null, sizeof(long));
        _view = _file.CreateViewAccessor();
    }

    public long Input
    {
        get => _view.ReadInt64(0);
        set => _view.Write(0, value);
    }

    public static string PathOf(string decoder) => Path.Combine(Path.GetTempPath(), $"fuzz-{Environment.UserName}-{decoder}-{(Environment.GetEnvironmentVariable("FUZZ_PARENT") is { Length: > 0 } parent ? parent : "alone")}.position");

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }
}
