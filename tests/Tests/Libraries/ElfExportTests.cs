using FfiIsolation.Cli.Inspecting;
using FfiIsolation.Libraries;

namespace FfiIsolation.Tests.Libraries;

/// <summary>What is exported, in which version, and what is wanted of others: against nm and readelf.</summary>
public sealed class ElfExportTests
{
    private const string Source = """
        #include <math.h>
        int old_answer(void) { return 1; }
        int new_answer(void) { return 2; }
        __asm__(".symver old_answer, answer@SAMPLE_1.0");
        __asm__(".symver new_answer, answer@@SAMPLE_2.0");
        int plain = 3;
        __thread int own = 4;
        double uses_libm(double a) { return cos(a); }
        static int (*resolve(void))(void) { return new_answer; }
        int chosen(void) __attribute__((ifunc("resolve")));
        """;

    private const string Versions = "SAMPLE_1.0 { global: answer; plain; own; local: *; }; SAMPLE_2.0 { global: answer; uses_libm; chosen; } SAMPLE_1.0;";

    public static TheoryData<string> SystemLibraries => ["libc.so.6", "libm.so.6", "libstdc++.so.6"];

    [Theory]
    [MemberData(nameof(SystemLibraries))]
    public void A_library_of_the_system_exports_what_nm_says(string name)
    {
        Tool.Require("nm");
        string path = $"/lib/x86_64-linux-gnu/{name}";
        Assert.SkipUnless(File.Exists(path), $"no {name} at its Debian place");
        AssertAsNm(path);
    }

    [Fact]
    public void Two_versions_of_one_symbol_are_two_exports()
    {
        Tool.Require("gcc", "nm");
        using var folder = new TemporaryFolder();
        string path = Compile(folder);
        AssertAsNm(path);
        ElfFile file = ElfFile.TryOpen(path)!;
        Assert.Equal(["SAMPLE_1.0", "SAMPLE_2.0"], file.Versions);
        Assert.Equal(["answer@@SAMPLE_2.0", "answer@SAMPLE_1.0"], ExportFilter.Apply(file.Exports, "answer").Select(ExportWords.Symbol));
        Assert.Equal(
            ["answer function", "chosen ifunc", "own thread-local", "plain variable", "uses_libm function"],
            file.Exports.Select(export => $"{export.Name} {ExportWords.Kind(export.Kind)}").Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(["GLIBC_2.2.5"], file.NeededVersions.Single(need => need.Name == "libm.so.6").Versions);
    }

    [Theory]
    [InlineData("-Wl,--hash-style=gnu")]
    [InlineData("-Wl,--hash-style=sysv")]
    public void A_library_whose_table_of_sections_was_taken_away_says_what_the_loader_reads(string style)
    {
        Tool.Require("gcc");
        using var folder = new TemporaryFolder();
        AssertSameWithoutSections(Compile(folder, style), folder);
        AssertSameWithoutSections(File.ResolveLinkTarget("/lib/x86_64-linux-gnu/libc.so.6", returnFinalTarget: true)?.FullName ?? "/lib/x86_64-linux-gnu/libc.so.6", folder);
    }

    private static void AssertSameWithoutSections(string path, TemporaryFolder folder)
    {
        ElfFile whole = ElfFile.TryOpen(path)!;
        byte[] bytes = File.ReadAllBytes(path);
        bytes.AsSpan(40, 8).Clear(); // e_shoff
        bytes.AsSpan(60, 4).Clear(); // e_shnum, e_shstrndx
        string without = folder.File($"without-{Path.GetFileName(path)}");
        File.WriteAllBytes(without, bytes);
        ElfFile file = ElfFile.TryOpen(without)!;
        Assert.NotEmpty(file.Exports);
        Assert.Equal(whole.Exports, file.Exports);
        Assert.Equal(whole.ExportedNames, file.ExportedNames);
        Assert.Equal((whole.SoName, whole.BuildId), (file.SoName, file.BuildId));
        Assert.Equal(whole.Needed, file.Needed);
        Assert.Equal(whole.Versions, file.Versions);
        Assert.Equal(whole.NeededVersions.SelectMany(need => need.Versions), file.NeededVersions.SelectMany(need => need.Versions));
    }

    [Fact]
    public void Debug_information_is_seen_where_it_is()
    {
        Tool.Require("gcc", "objcopy");
        using var folder = new TemporaryFolder();
        string bare = Compile(folder), full = Compile(folder, "-g");
        Assert.True(ElfFile.TryOpen(full)!.HasDebugInfo);
        Assert.True(ElfFile.TryOpen(full)!.HasSymbolTable);
        Assert.False(ElfFile.TryOpen(bare)!.HasDebugInfo);

        // As "Separate Debug Files" of GDB's manual makes them.
        Directory.CreateDirectory(folder.File(".debug"));
        string debug = folder.File(".debug/sample.debug"), stripped = folder.File("stripped.so");
        Tool.Run("objcopy", "", "--only-keep-debug", full, debug);
        Tool.Run("objcopy", "", "--strip-all", $"--add-gnu-debuglink={debug}", full, stripped);
        ElfFile file = ElfFile.TryOpen(stripped)!;
        Assert.Equal((false, false, "sample.debug"), (file.HasDebugInfo, file.HasSymbolTable, file.DebugLink));
        Assert.Equal(debug, DebugFiles.Find(file, ElfFile.TryOpen));
        Assert.Null(DebugFiles.Find(ElfFile.TryOpen(bare)!, ElfFile.TryOpen));
    }

    [Fact]
    public void A_debug_file_is_found_by_the_build_id_and_one_of_another_build_is_not_taken()
    {
        const string Place = "/usr/lib/debug/.build-id/ab/cdef.debug";
        var library = new ElfFile("/lib/libx.so", []) { BuildId = "abcdef", DebugLink = "libx.debug" };
        Assert.Equal(Place, DebugFiles.Find(library, path => path == Place ? new ElfFile(path, []) { BuildId = "abcdef", DebugSections = [new ElfDebugSection(".debug_info", 0, 1, false)] } : null));
        Assert.Null(DebugFiles.Find(library, path => new ElfFile(path, []) { BuildId = "abcd00", DebugSections = [new ElfDebugSection(".debug_info", 0, 1, false)] }));
        Assert.Null(DebugFiles.Find(library, path => new ElfFile(path, []) { BuildId = "abcdef" }));
        var lookedAt = new List<string>();
        DebugFiles.Find(new ElfFile("/lib/libx.so", []) { BuildId = "abcdef", DebugLink = "../../tmp/x" }, path =>
        {
            lookedAt.Add(path);
            return null;
        });
        Assert.Equal([Place], lookedAt);
    }

    [Fact]
    public void Versions_of_mutated_files_never_throw()
    {
        Tool.Require("gcc", "readelf");
        using var folder = new TemporaryFolder();
        string path = Compile(folder);
        byte[] bytes = File.ReadAllBytes(path);
        int[] tables = [.. Tool.Run("readelf", "", "-SW", path).Split('\n').Where(line => line.Contains(".gnu.version", StringComparison.Ordinal))
            .Select(line => line[(line.IndexOf(']', StringComparison.Ordinal) + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(words => Convert.ToInt32(words[3], 16))];
        Assert.Equal(3, tables.Length);
        var random = new Random(7);
        for (int i = 0; i < 2000; i++)
        {
            byte[] copy = (byte[])bytes.Clone();
            for (int n = random.Next(1, 8); n > 0; n--)
            {
                copy[tables[random.Next(3)] + random.Next(64)] = random.Next(3) == 0 ? (byte)0xFF : (byte)random.Next(256);
            }

            Assert.NotNull(ElfFile.TryParse(copy));
        }
    }

    private static void AssertAsNm(string path)
    {
        // A is a symbol that stands for a version alone.
        string[] expected = [.. Tool.Run("nm", "", "-D", "--defined-only", path).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ')).Where(words => words[1] != "A").Select(words => words[2]).Order(StringComparer.Ordinal)];
        string[] found = [.. ElfFile.TryOpen(path)!.Exports.Select(ExportWords.Symbol).Order(StringComparer.Ordinal)];
        Assert.NotEmpty(expected);
        Assert.Equal(expected, found);
    }

    private static string Compile(TemporaryFolder folder, params string[] options)
    {
        File.WriteAllText(folder.File("sample.c"), Source);
        File.WriteAllText(folder.File("sample.map"), Versions);
        string path = folder.File($"libsample{options.Length}.so");
        Tool.Run("gcc", "", ["-shared", "-fPIC", "-O1", .. options, "-o", path, folder.File("sample.c"), $"-Wl,--version-script={folder.File("sample.map")}", "-Wl,--build-id", "-lm"]);
        return path;
    }
}
