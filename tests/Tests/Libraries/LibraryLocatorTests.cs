using FfiIsolation.Libraries;

namespace FfiIsolation.Tests.Libraries;

public sealed class LibraryLocatorTests
{
    private const string Multiarch = "/usr/lib/x86_64-linux-gnu";

    // The text that libc6-dev ships as libm.so.
    private const string LinkerScript =
        "/* GNU ld script\n*/\nOUTPUT_FORMAT(elf64-x86-64)\nGROUP ( /lib/x86_64-linux-gnu/libm.so.6  AS_NEEDED ( /lib/x86_64-linux-gnu/libmvec.so.1 ) )\n";

    private static readonly LibraryDirectories Directories = new("/home/me", "/app/", null);

    // Headers by the System V ABI, figure 4-3: magic, class, data, then e_type and e_machine.
    private static byte[] Elf(byte kind = 2, ushort type = 3, ushort machine = 62, bool bigEndian = false)
    {
        byte[] head = new byte[64];
        "\u007fELF"u8.CopyTo(head);
        head[4] = kind;
        head[5] = (byte)(bigEndian ? 2 : 1);
        int low = bigEndian ? 1 : 0;
        (head[16 + low], head[18 + low]) = ((byte)type, (byte)machine);
        (head[17 - low], head[19 - low]) = ((byte)(type >> 8), (byte)(machine >> 8));
        return head;
    }

    private static LibrarySearch Locate(FakeFiles files, string name) => new LibraryLocator(files, Directories).Locate(name);

    private static FakeFiles Debian() => new FakeFiles()
        .Add($"{Multiarch}/libm.so", LinkerScript)
        .Add($"{Multiarch}/libm.so.6", Elf())
        .Add($"{Multiarch}/libm.a", "!<arch>\n")
        .Add($"{Multiarch}/libc.so.6", Elf())
        .Add($"{Multiarch}/libz.so.1", Elf())
        .Add($"{Multiarch}/libz.so.1.2.13", Elf())
        .Add($"{Multiarch}/libsqlite3.so.0", Elf())
        .Add($"{Multiarch}/libsqlite3.so.0.8.6", Elf());

    [Theory]
    [InlineData("m", "libm.so.6")]
    [InlineData("libm", "libm.so.6")]
    [InlineData("libm.so", "libm.so.6")]
    [InlineData("libm.so.6", "libm.so.6")]
    [InlineData("c", "libc.so.6")]
    [InlineData("z", "libz.so.1")]
    [InlineData("sqlite3", "libsqlite3.so.0")]
    public void A_system_library_is_found_however_people_call_it(string name, string file) =>
        Assert.Equal([$"{Multiarch}/{file}"], Locate(Debian(), name).Candidates);

    [Theory]
    [InlineData("sqlit3", "'sqlite3' (libsqlite3.so.0)")]
    [InlineData("libsqlit3.so.0", "'sqlite3' (libsqlite3.so.0)")]
    [InlineData("SQLite3", "'sqlite3' (libsqlite3.so.0)")]
    [InlineData("sqlite3.dll", "'sqlite3' (libsqlite3.so.0)")]
    [InlineData("sqlite3.so.9", "'sqlite3' (libsqlite3.so.0)")]
    [InlineData("sqlite", "'sqlite3' (libsqlite3.so.0)")]
    [InlineData("libzz", "'z' (libz.so.1)")]
    [InlineData("/usr/lib/x86_64-linux-gnu/libsqlit3.so", "'/usr/lib/x86_64-linux-gnu/libsqlite3.so.0'")]
    [InlineData("/opt/libsqlit3.so")]
    [InlineData("nosuchthing")]
    // What is there needs no other name.
    [InlineData("sqlite3")]
    public void A_library_that_is_not_there_is_told_with_those_of_near_names(string name, params string[] near)
    {
        var locator = new LibraryLocator(Debian(), Directories);
        LibrarySearch search = locator.Locate(name);
        Assert.Equal(near, locator.Near(name, search).Select(library => library.ToString()));
        string message = new LibraryNotFoundException(name, [], null, near: locator.Near(name, search)).Message;
        Assert.Contains(near.Length == 0 ? "could not be loaded. Tried:" : $"could not be loaded. Did you mean {near[0]}? Tried:", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("libown.so")]
    [InlineData("own")]
    [InlineData("libown")]
    public void A_library_of_the_current_folder_is_not_taken_and_how_to_name_it_is_said_last(string name)
    {
        LibrarySearch search = Locate(Debian().Add("/home/me/libown.so", Elf()), name);
        Assert.DoesNotContain(search.Candidates, path => path.Contains('/', StringComparison.Ordinal));
        Assert.Equal(new("/home/me/libown.so", "not looked at, since a name without / is not of the current folder; write ./libown.so"), search.PassedOver[^1]);
    }

    [Fact]
    public void No_advice_is_given_of_what_could_not_be_loaded_or_is_found()
    {
        Assert.DoesNotContain(Locate(Debian().Add("/home/me/libown.so", "text"), "own").PassedOver, path => path.Reason.Contains("./", StringComparison.Ordinal));
        Assert.DoesNotContain(Locate(Debian().Add("/home/me/libm.so", Elf()), "m").PassedOver, path => path.Reason.Contains("./", StringComparison.Ordinal));
    }

    [Fact]
    public void A_linker_script_is_passed_over_and_said_to_be_one() =>
        Assert.Contains(new($"{Multiarch}/libm.so", "linker script, not a library"), Locate(Debian(), "m").PassedOver);

    [Theory]
    [InlineData("./libfoo.so", "/home/me/libfoo.so")]
    [InlineData("../you/libfoo.so", "/home/you/libfoo.so")]
    [InlineData("/opt/x/libfoo.so", "/opt/x/libfoo.so")]
    [InlineData("build/my lib.so", "/home/me/build/my lib.so")]
    public void A_path_is_that_path_and_nothing_else(string name, string path)
    {
        FakeFiles files = new FakeFiles().Add(path, Elf()).Add($"{Multiarch}/libfoo.so", Elf());
        Assert.Equal([path], Locate(files, name).Candidates);

        LibrarySearch elsewhere = Locate(new FakeFiles().Add($"{Multiarch}/libfoo.so", Elf()), name);
        Assert.Empty(elsewhere.Candidates);
        Assert.Equal([new(path, "no such file")], elsewhere.PassedOver);
    }

    [Fact]
    public void A_name_with_spaces_is_a_name() =>
        Assert.Equal(["/app/libmy lib.so"], Locate(new FakeFiles().Add("/app/libmy lib.so", Elf()), "my lib").Candidates);

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("a\0b")]
    public void A_name_that_cannot_be_one_is_refused(string name) =>
        Assert.Throws<ArgumentException>(() => Locate(new FakeFiles(), name));

    [Fact]
    public void The_applications_own_library_comes_before_LD_LIBRARY_PATH_and_that_before_the_system()
    {
        FakeFiles files = new FakeFiles()
            .Add("/usr/lib/libfoo.so", Elf()).Add("/opt/lib/libfoo.so", Elf()).Add("/home/me/rel/libfoo.so", Elf()).Add("/home/me/libfoo.so", Elf())
            .Add("/app/runtimes/linux-x64/native/libfoo.so", Elf()).Add("/app/libfoo.so.2", Elf());
        LibraryLocator locator = new(files, Directories with { LibraryPath = "/opt/lib:rel::/opt/lib/" });
        Assert.Equal(
            ["/app/libfoo.so.2", "/app/runtimes/linux-x64/native/libfoo.so", "/opt/lib/libfoo.so", "/home/me/rel/libfoo.so", "/home/me/libfoo.so", "/usr/lib/libfoo.so"],
            locator.Locate("foo").Candidates);
    }

    [Fact]
    public void Directories_of_ld_so_conf_and_the_files_it_includes_are_searched()
    {
        FakeFiles files = new FakeFiles()
            .Add("/etc/ld.so.conf", "include /etc/ld.so.conf.d/*.conf\n/last # why\n")
            .Add("/etc/ld.so.conf.d/b.conf", "# Multiarch support\n/second\n")
            .Add("/etc/ld.so.conf.d/a.conf", "/first\ninclude /etc/ld.so.conf\n")
            .Add("/etc/ld.so.conf.d/a.conf.old", "/old\n")
            .Add("/first/libx.so", Elf()).Add("/second/libx.so", Elf()).Add("/last/libx.so", Elf()).Add("/old/libx.so", Elf());
        Assert.Equal(["/first/libx.so", "/second/libx.so", "/last/libx.so"], Locate(files, "x").Candidates);
    }

    [Fact]
    public void One_directory_with_two_names_is_looked_into_once()
    {
        FakeFiles files = Debian().Link("/lib/x86_64-linux-gnu", Multiarch).Add("/lib/x86_64-linux-gnu/libm.so.6", Elf());
        Assert.Equal(["/lib/x86_64-linux-gnu/libm.so.6"], Locate(files, "m").Candidates);
    }

    [Fact]
    public void The_highest_version_is_highest_by_number_and_its_soname_is_preferred()
    {
        string[] names = ["libv.so.9", "libv.so.10.1.4", "libv.so.10", "libv.so.10.2", "libv.so.x", "libv.so.1.", "libva.so.11", "libv.so"];
        Assert.Equal(["libv.so.10", "libv.so.10.2", "libv.so.10.1.4", "libv.so.9"], LibraryName.Versions("libv", names));
    }

    [Fact]
    public void A_version_that_was_asked_for_is_not_replaced_by_another()
    {
        LibrarySearch search = Locate(Debian(), "libz.so.2");
        Assert.Equal(["libz.so.2"], search.Candidates); // the loader's cache has the last word
        Assert.Contains(new($"{Multiarch}/libz.so.2", "no such file"), search.PassedOver);
    }

    [Fact]
    public void Nothing_found_lists_every_place()
    {
        LibrarySearch search = Locate(Debian(), "foo");
        Assert.Empty(search.Candidates);
        Assert.Equal(
            [
                new("/app", "no such directory"),
                new("/app/runtimes/linux-x64/native", "no such directory"),
                new("/lib/x86_64-linux-gnu", "no such directory"),
                new($"{Multiarch}/libfoo.so", "no such file"),
                new($"{Multiarch}/foo.so", "no such file"),
                new($"{Multiarch}/libfoo.so.*", "no such file"),
                new($"{Multiarch}/foo.so.*", "no such file"),
            ],
            search.PassedOver.Take(7));
    }

    public static TheoryData<byte[], string> Unloadable => new()
    {
        { Elf(kind: 1, machine: 3), "32-bit" },
        { Elf(machine: 183), "for another machine (ARM aarch64)" },
        { Elf(machine: 22, bigEndian: true), "for another machine (IBM S/390)" },
        { Elf(machine: 999), "for another machine (number 999)" },
        { Elf(type: 1), "an object file, not a library" },
        { Elf(type: 2), "an executable, not a library" },
        { Elf()[..10], "a cut-off ELF file" },
        { [], "an empty file, a pipe or a device" },
        { "!<arch>\n"u8.ToArray(), "a static archive, not a library to load" },
        { "INPUT(libncurses.so.6 -ltinfo)\n"u8.ToArray(), "linker script, not a library" },
        { "hello"u8.ToArray(), "not an ELF file" },
    };

    [Theory]
    [MemberData(nameof(Unloadable))]
    public void A_file_that_the_loader_would_refuse_is_passed_over_with_the_reason(byte[] content, string reason)
    {
        LibrarySearch search = Locate(new FakeFiles().Add("/lib64/libfoo.so", content).Add("/usr/lib64/libfoo.so", Elf()), "foo");
        Assert.Equal(["/usr/lib64/libfoo.so"], search.Candidates);
        Assert.Contains(new("/lib64/libfoo.so", reason), search.PassedOver);
    }

    [Theory]
    [InlineData(2000, "cut off: its headers tell of more than its 2,000 bytes")]
    [InlineData(64, "cut off: its headers tell of more than its 64 bytes")]
    [InlineData(40, "a cut-off ELF file")]
    public void A_real_library_that_is_cut_off_is_said_to_be(int size, string reason)
    {
        RealFiles files = new();
        string whole = new LibraryLocator(files, LibraryDirectories.OfThisProcess()).Locate("m").Candidates[0];
        using var folder = new TemporaryFolder();
        string cut = folder.File("libcut.so");
        File.WriteAllBytes(cut, File.ReadAllBytes(whole)[..size]);
        Assert.Null(LibraryFile.WhyNotLoadable(files.Read(whole)));
        Assert.Contains(reason, LibraryFile.WhyNotLoadable(files.Read(cut)), StringComparison.Ordinal);
    }

    // Program headers by the System V ABI, figure 5-1: p_type, p_offset, p_filesz.
    [Theory]
    [InlineData(0, 8192, 8192, false)]
    [InlineData(4096, 4096, 4097, false)] // the rest of the last page is zeros and no SIGBUS
    [InlineData(4096, 4096, 4096, true)]
    [InlineData(-1, 2, 8192, true)] // the sum is no offset of 64 bits
    [InlineData(4096, -1, 8192, true)]
    public void A_segment_has_to_lie_within_the_pages_of_the_file(long offset, long length, long size, bool isCut)
    {
        byte[] head = [.. Elf(), .. new byte[56]];
        (head[32], head[56], head[64]) = (64, 1, 1);
        BitConverter.TryWriteBytes(head.AsSpan(64 + 8), offset);
        BitConverter.TryWriteBytes(head.AsSpan(64 + 32), length);
        Assert.Equal(isCut, LibraryFile.WhyNotLoadable(new FileHead(FileState.File, head, size)) is not null);
    }

    [Theory]
    [InlineData(64, 1, 119, true)]
    [InlineData(64, 1, 120, false)]
    [InlineData(-8, 1, 8192, true)]
    public void The_program_headers_have_to_lie_within_the_file(long at, byte count, long size, bool isCut)
    {
        byte[] head = [.. Elf(), .. new byte[56]];
        BitConverter.TryWriteBytes(head.AsSpan(32), at);
        head[56] = count;
        Assert.Equal(isCut, LibraryFile.WhyNotLoadable(new FileHead(FileState.File, head.AsMemory(0, (int)Math.Min(size, head.Length)), size)) is not null);
    }

    [Fact]
    public void A_version_for_another_machine_gives_way_to_a_lower_one_of_ours()
    {
        FakeFiles files = new FakeFiles().Add("/usr/lib/libfoo.so.2", Elf(machine: 183)).Add("/usr/lib/libfoo.so.1", Elf());
        Assert.Equal(["/usr/lib/libfoo.so.1"], Locate(files, "foo").Candidates);
    }

    [Fact]
    public void The_machine_this_runs_on_has_libc_and_libm()
    {
        LibraryLocator locator = new(new RealFiles(), LibraryDirectories.OfThisProcess());
        Assert.EndsWith("/libc.so.6", locator.Locate("c").Candidates[0], StringComparison.Ordinal);
        Assert.EndsWith("/libm.so.6", locator.Locate("m").Candidates[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Real_files_of_every_sort_are_told_apart()
    {
        string directory = Directory.CreateTempSubdirectory("ffi-test-").FullName;
        try
        {
            RealFiles files = new();
            string link = Path.Combine(directory, "link"), dangling = Path.Combine(directory, "dangling"), loop = Path.Combine(directory, "loop");
            File.CreateSymbolicLink(link, "/proc/self/exe");
            File.CreateSymbolicLink(dangling, "nowhere");
            File.CreateSymbolicLink(loop, loop);
            Assert.Equal(FileState.Directory, files.Read(directory).State);
            Assert.Equal(FileState.Missing, files.Read(Path.Combine(directory, "none")).State);
            Assert.Equal(FileState.Missing, files.Read(Path.Combine(directory, "none", "none")).State);
            Assert.Equal(FileState.Missing, files.Read(dangling).State);
            Assert.Equal(FileState.Unreadable, files.Read(loop).State);
            Assert.Equal("an empty file, a pipe or a device", LibraryFile.WhyNotLoadable(files.Read("/dev/zero"))); // not opened: a device could block
            Assert.Equal("\u007fELF"u8.ToArray(), files.Read(link).Bytes[..4].ToArray());
            Assert.Null(files.Names(Path.Combine(directory, "none")));
            Assert.Equal(["dangling", "link", "loop"], files.Names(directory)!.Order());
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
