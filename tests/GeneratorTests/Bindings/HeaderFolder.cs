namespace FfiIsolation.GeneratorTests.Bindings;

/// <summary>A header of a test's own, it.h, in a folder of its own.</summary>
internal sealed class HeaderFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ffi-header-");

    public HeaderFolder(string text) => File.WriteAllText(Header, text);

    public string Header => Path.Combine(_folder.FullName, "it.h");

    public void Dispose() => _folder.Delete(recursive: true);
}
