using FfiIsolation.Libraries;

namespace FfiIsolation.Tests.Libraries;

/// <summary>What a library needs is found where the loader finds it.</summary>
public sealed class DependencySearchTests
{
    private static readonly LibraryDirectories s_directories = new("/home/me", "/app", "/from/variable");

    public static TheoryData<string> SystemLibraries => ["libstdc++.so.6", "libsqlite3.so.0", "libz.so.1", "libm.so.6"];

    [Theory]
    [MemberData(nameof(SystemLibraries))]
    public void Those_of_the_system_are_the_ones_that_ldd_finds(string name)
    {
        Tool.Require("ldd");
        string path = $"/lib/x86_64-linux-gnu/{name}";
        Assert.SkipUnless(File.Exists(path), $"no {name} at its Debian place");
        AssertAsLdd(path);
    }

    [Fact]
    public void Those_of_an_application_are_found_by_their_paths_as_ldd_finds_them()
    {
        Tool.Require("ldd", "gcc");
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("deep"));
        Compile(folder, "deep/libleaf.so", "int leaf(void) { return 1; }");
        Compile(folder, "deep/libmiddle.so", "int leaf(void); int middle(void) { return leaf(); }", "-L" + folder.File("deep"), "-lleaf");

        // DT_RPATH counts for the dependencies of the dependency, DT_RUNPATH does not.
        string inherited = Compile(folder, "libinherited.so", "int middle(void); int top(void) { return middle(); }", "-L" + folder.File("deep"), "-lmiddle", "-Wl,--disable-new-dtags,-rpath,$ORIGIN/deep");
        string own = Compile(folder, "libown.so", "int middle(void); int top(void) { return middle(); }", "-L" + folder.File("deep"), "-lmiddle", "-Wl,--enable-new-dtags,-rpath,${ORIGIN}/deep");
        AssertAsLdd(inherited);
        AssertAsLdd(own);
        Dependency missing = Search(own).Single(dependency => dependency.Name == "libleaf.so");
        Assert.Equal((null, "libmiddle.so", "not found"), (missing.Path, missing.NeededBy, missing.Problem));
    }

    [Fact]
    public void A_cycle_ends_and_each_library_is_told_once()
    {
        var files = new Dictionary<string, ElfFile>
        {
            ["/lib/liba.so"] = new("/lib/liba.so", []) { SoName = "liba.so", Needed = ["libb.so", "libc.so"] },
            ["/lib/libb.so"] = new("/lib/libb.so", []) { SoName = "libb.so", Needed = ["liba.so", "libc.so"] },
            ["/lib/libc.so"] = new("/lib/libc.so", []) { SoName = "libc.so", Needed = ["libb.so"] },
        };
        Assert.Equal(["libb.so for /lib/liba.so", "libc.so for /lib/liba.so"], Search(files, "/lib/liba.so").Select(one => $"{one.Name} for {one.NeededBy}"));
    }

    [Fact]
    public void The_directories_are_looked_into_in_the_loaders_order()
    {
        string[] order = [.. s_directories.ForDependencies(new FakeFiles().Add("/etc/ld.so.conf", "/from/configuration"), ["/from/rpath"], ["/from/runpath"])];
        Assert.Equal(["/from/rpath", "/from/variable", "/from/runpath", "/from/configuration", "/lib/x86_64-linux-gnu"], order.Take(5));
    }

    [Fact]
    public void What_is_there_and_cannot_be_loaded_is_said()
    {
        FakeFiles view = new FakeFiles().Add("/lib/libb.so", "INPUT(libb.so.1)");
        var library = new ElfFile("/lib/liba.so", []) { Needed = ["libb.so"] };
        Dependency found = Assert.Single(new DependencySearch(view, s_directories, _ => null).Of(library));
        Assert.Equal((null, "/lib/libb.so: linker script, not a library"), (found.Path, found.Problem));
    }

    private static void AssertAsLdd(string path)
    {
        // "libz.so.1 => /lib/libz.so.1 (0x…)", "libz.so.1 => not found", "/lib64/ld-linux-x86-64.so.2 (0x…)", and the kernel's own.
        var expected = Tool.Run("ldd", "", path).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim().Split(" (")[0])
            .Where(line => !line.StartsWith("linux-vdso", StringComparison.Ordinal) && line != "statically linked")
            .Select(line => line.Split(" => ")).Select(parts => parts[^1] == "not found" ? $"{parts[0]} -" : $"{Path.GetFileName(parts[0])} {Real(parts[^1])}");
        var found = Search(path).Select(one => $"{one.Name} {(one.Path is null ? "-" : Real(one.Path))}");
        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    private static IReadOnlyList<Dependency> Search(string path) =>
        new DependencySearch(new RealFiles(), LibraryDirectories.OfThisProcess(), ElfFile.TryOpen).Of(ElfFile.TryOpen(path)!);

    private static IReadOnlyList<Dependency> Search(Dictionary<string, ElfFile> files, string path)
    {
        // 64 bytes that look like the header of a shared object for x86-64.
        byte[] head = new byte[64];
        "\u007fELF\u0002\u0001"u8.CopyTo(head);
        (head[16], head[18]) = (3, 62);
        var view = new FakeFiles();
        foreach (string file in files.Keys)
        {
            view.Add(file, head);
        }

        return new DependencySearch(view, s_directories, files.GetValueOrDefault).Of(files[path]);
    }

    // The loader itself has two names.
    private static string Real(string path)
    {
        string file = new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path;
        return Path.Combine(new RealFiles().Resolve(Path.GetDirectoryName(file)!), Path.GetFileName(file));
    }

    private static string Compile(TemporaryFolder folder, string name, string source, params string[] options)
    {
        string text = folder.File(Path.GetFileName(name) + ".c");
        File.WriteAllText(text, source);
        Tool.Run("gcc", "", ["-shared", "-fPIC", "-o", folder.File(name), text, $"-Wl,-soname,{Path.GetFileName(name)}", "-Wl,--no-as-needed", .. options, "-Wl,--allow-shlib-undefined"]);
        return folder.File(name);
    }
}
