using System.Globalization;
using FfiIsolation.Libraries;

namespace FfiIsolation.Tests.Libraries;

public sealed class ElfFileTests
{
    private const string Source = """
        #include <math.h>
        int counter = 1;
        __attribute__((visibility("hidden"))) int hidden_one(int a) { return a + 1; }
        static __attribute__((noinline)) int local_one(int a) { return a * counter + 3; }
        int exported_one(int a) { return local_one(hidden_one(a)); }
        double uses_libm(double a) { return cos(a); }
        static int (*resolve(void))(int) { return hidden_one; }
        int chosen(int a) __attribute__((ifunc("resolve")));
        """;

    [Fact]
    public void A_compiled_library_reads_as_nm_and_readelf_say()
    {
        Tool.Require("gcc", "nm", "readelf");
        using var folder = new TemporaryFolder();
        var path = Compile(folder, "sample", Source);
        var file = ElfFile.TryOpen(path);
        Assert.NotNull(file);
        Assert.Equal("libsample.so.2", file.SoName);
        Assert.Contains("libm.so.6", file.Needed);
        Assert.Contains("libc.so.6", file.Needed);
        Assert.Equal(62, file.Machine);
        Assert.Equal("00112233445566778899aabbccddeeff", file.BuildId);

        var listed = Tool.Run("nm", "", "--defined-only", "--format=posix", "-S", path).Split('\n')
            .Select(l => l.Split(' ')).Where(p => p.Length >= 4 && p[1] is "t" or "T" or "i" && p[3].Length > 0).ToList();
        Assert.True(listed.Count >= 6);
        foreach (var parts in listed)
        {
            var (address, size) = (Hex(parts[2]), Hex(parts[3]));
            Assert.Contains(file.Functions, f => f.Name == parts[0] && f.Address == address && f.Size == size);
            Assert.True(file.TryFindFunction(address + size - 1, out var symbol));
            Assert.Equal(address, symbol.Value.Address);
        }
        var exported = Tool.Run("nm", "", "-D", "--defined-only", "--format=posix", path).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => l.Split(' ')[0].Split('@')[0]).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(exported, file.ExportedNames);
    }

    [Fact]
    public void A_stripped_library_says_unknown_and_not_the_nearest_name()
    {
        Tool.Require("gcc", "strip");
        using var folder = new TemporaryFolder();
        var path = Compile(folder, "sample", Source);
        var local = ElfFile.TryOpen(path)!.Functions.Single(f => f.Name == "local_one");
        var stripped = folder.File("stripped.so");
        Tool.Run("strip", "", "-o", stripped, path);
        var file = ElfFile.TryOpen(stripped)!;
        Assert.False(file.TryFindFunction(local.Address + 1, out _));
        Assert.Contains(file.Functions, f => f.Name == "exported_one");
    }

    [Fact]
    public void File_offsets_become_link_addresses_by_the_program_headers()
    {
        Tool.Require("gcc");
        using var folder = new TemporaryFolder();
        var file = ElfFile.TryOpen(Compile(folder, "sample", Source))!;
        foreach (var segment in file.Segments.Where(s => s.FileSize > 0))
        {
            Assert.Equal(segment.Address, file.ToLinkAddress(segment.FileOffset));
            Assert.Equal(segment.Address + segment.FileSize - 1, file.ToLinkAddress(segment.FileOffset + segment.FileSize - 1));
        }
        Assert.Null(file.ToLinkAddress(1UL << 40));
    }

    [Fact]
    public void The_libc_of_this_machine_has_strlen()
    {
        var path = "/lib/x86_64-linux-gnu/libc.so.6";
        Assert.SkipUnless(File.Exists(path), "no glibc at its Debian place");
        var file = ElfFile.TryOpen(path)!;
        Assert.Equal("libc.so.6", file.SoName);
        Assert.Contains("strlen", file.ExportedNames);
        Assert.Contains("environ", file.ExportedNames);
        Assert.DoesNotContain(file.ExportedNames, n => n.Contains('@'));
        var abort = file.Functions.First(f => f.Name == "abort");
        Assert.True(file.TryFindFunction(abort.Address + 4, out var found));
        Assert.Equal("abort", found.Value.Name);
    }

    [Fact]
    public void A_file_is_read_again_only_when_it_changed()
    {
        Tool.Require("gcc");
        using var folder = new TemporaryFolder();
        var path = Compile(folder, "sample", Source);
        var first = ElfFile.TryOpen(path);
        Assert.Same(first, ElfFile.TryOpen(path));
        Compile(folder, "sample", Source + "int one_more(void) { return 5; }");
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddSeconds(5));
        Assert.Contains("one_more", ElfFile.TryOpen(path)!.ExportedNames);
    }

    [Theory]
    [InlineData("/does/not/exist.so")]
    [InlineData("/dev/zero")]
    [InlineData("/proc/self/maps")]
    [InlineData("/etc/passwd")]
    [InlineData("/etc")]
    [InlineData("relative.so")]
    [InlineData("")]
    [InlineData("/bad\0name")]
    public void What_is_no_library_is_null(string path) => Assert.Null(ElfFile.TryOpen(path));

    [Fact]
    public void Truncated_and_mutated_files_never_throw()
    {
        Tool.Require("gcc");
        using var folder = new TemporaryFolder();
        var bytes = File.ReadAllBytes(Compile(folder, "sample", Source));
        for (var length = 0; length < bytes.Length; length += length < 4096 ? 7 : 61)
            Exercise(bytes.AsMemory(0, length));
        var random = new Random(42);
        for (var i = 0; i < 2000; i++)
        {
            var copy = (byte[])bytes.Clone();
            for (var n = random.Next(1, 20); n > 0; n--)
            {
                // Headers and tables matter most: the first kilobytes and the last.
                var at = random.Next(3) switch { 0 => random.Next(0, 1024), 1 => copy.Length - 1 - random.Next(0, 4096), _ => random.Next(copy.Length) };
                copy[at] = random.Next(4) == 0 ? (byte)0xFF : (byte)random.Next(256);
            }
            Exercise(copy);
        }
    }

    private static void Exercise(ReadOnlyMemory<byte> image)
    {
        if (ElfFile.TryParse(image) is not { } file)
            return;
        foreach (var probe in (ulong[])[0, 1, 0x1000, 0x1100, ulong.MaxValue, 1UL << 63])
        {
            file.TryFindFunction(probe, out _);
            file.ToLinkAddress(probe);
        }
    }

    private static string Compile(TemporaryFolder folder, string name, string source)
    {
        File.WriteAllText(folder.File(name + ".c"), source);
        var path = folder.File($"lib{name}.so");
        Tool.Run("gcc", "", "-shared", "-fPIC", "-O1", "-o", path, folder.File(name + ".c"), $"-Wl,-soname,lib{name}.so.2",
            "-Wl,--build-id=0x00112233445566778899aabbccddeeff", "-Wl,--no-as-needed", "-lm");
        return path;
    }

    private static ulong Hex(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
