using System.Text;
using FfiIsolation.Libraries;

namespace FfiIsolation.Fuzz.Decoders;

/// <summary>The files of the system by which libraries are found: ld.so.conf and what it includes, linker scripts, names. Divided by NULs.</summary>
internal sealed class LoaderDecoder : Decoder
{
    public override string Name => "loader";

    public override string Runs => "LibraryDirectories, LibraryLocator, LibraryName, LibraryFile, VersionedName";

    public override IReadOnlyList<byte[]> Samples { get; } = Texts(
        "x\0include /etc/ld.so.conf.d/*.conf\n/opt/lib\n\0/usr/local/lib # comment\ninclude more\n\0/* GNU ld script */\nGROUP ( /lib/libx.so.6 /usr/lib/libx_nonshared.a AS_NEEDED ( /lib64/ld.so ) )\n",
        "libx.so.1.2\0include a\ninclude b\n\0include ../ld.so.conf\n\0INPUT(-lx libx.so.1)\n",
        "./libx.so\0\0\0\u007fELF\u0002\u0001\u0001");

    public override IReadOnlyList<byte[]> Words { get; } = Texts("include ", "\n", "*", "?", "[", "/etc/ld.so.conf", "..", "#", "GROUP (", ")", "INPUT(", "-l", "lib", ".so", ".so.99999999999999999999", "\0", "//", "~", "\t");

    public override bool Decode(byte[] input)
    {
        string[] parts = Encoding.UTF8.GetString(input).Split('\0');
        string Part(int at) => at < parts.Length ? parts[at] : "";
        var files = new Files(new Dictionary<string, string>
        {
            ["/etc/ld.so.conf"] = Part(1),
            ["/etc/ld.so.conf.d/a.conf"] = Part(2),
            ["/etc/a"] = Part(2),
            ["/opt/lib/libx.so"] = Part(3),
            ["/lib/x86_64-linux-gnu/libx.so"] = Part(3),
            ["/lib/x86_64-linux-gnu/libx.so.1.2"] = Part(1),
        });
        try
        {
            LibrarySearch search = new LibraryLocator(files, new LibraryDirectories("/home", "/app", Part(4))).Locate(Part(0));
            Look(search.Candidates.Count + search.PassedOver.Count);
            return search.Candidates.Count > 0;
        }
        catch (ArgumentException)
        {
            return false; // a name that can be none
        }
    }

    private sealed class Files(Dictionary<string, string> texts) : IFileView
    {
        public FileHead Read(string path) => texts.TryGetValue(path, out string? text)
            ? new(FileState.File, Encoding.UTF8.GetBytes(text).AsMemory(0, Math.Min(FileHead.Length, Encoding.UTF8.GetByteCount(text))))
            : new(FileState.Missing);

        public IReadOnlyCollection<string>? Names(string directory)
        {
            string prefix = directory.TrimEnd('/') + "/";
            string[] names = [.. texts.Keys.Where(path => path.StartsWith(prefix, StringComparison.Ordinal)).Select(path => path[prefix.Length..].Split('/')[0]).Distinct()];
            return names.Length == 0 ? null : names;
        }

        public string? Text(string path) => texts.GetValueOrDefault(path);

        public string Resolve(string directory) => directory;
    }
}
