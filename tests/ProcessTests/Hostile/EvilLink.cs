using FfiIsolation.ProcessTests.Support;
using FfiIsolation.Rpc;

namespace FfiIsolation.ProcessTests.Hostile;

/// <summary>The path of a worker that is evil first, and good later. By its name the evil one knows which attack it is to make.</summary>
internal sealed class EvilLink : IDisposable
{
    private static readonly string s_evil = System.IO.Path.Combine(AppContext.BaseDirectory, "evil", "evil-worker");
    private static readonly string s_good = System.IO.Path.Combine(AppContext.BaseDirectory, "worker", "ffi-worker");

    private EvilLink(string path) => Path = path;

    public string Path { get; }

    public static EvilLink To(int attack)
    {
        string folder = Directory.CreateDirectory(OwnTemporaryFolder.NewFile()).FullName;
        var link = new EvilLink(System.IO.Path.Combine(folder, $"{attack}.{ContractHash.Value}"));
        File.CreateSymbolicLink(link.Path, s_evil);
        return link;
    }

    public void TurnToGood()
    {
        File.CreateSymbolicLink(Path + ".good", s_good);
        File.Move(Path + ".good", Path, overwrite: true);
    }

    public void Dispose() => Directory.Delete(System.IO.Path.GetDirectoryName(Path)!, recursive: true);
}
