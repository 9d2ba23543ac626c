using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FfiIsolation.PackageTests.Support;

namespace FfiIsolation.PackageTests;

/// <summary>The packages in use, by projects of samples/FromPackages that were copied away from here.</summary>
public sealed class UseTests(Packages packages)
{
    /// <summary>What the console program prints. The checksums are Python's: zlib.crc32, zlib.adler32.</summary>
    private const string ConsoleOutput =
        """
        a zlib: True; error -3: data error
        crc32 5dfd80ba, adler32 b1742566
        from two halves: 5dfd80ba
        packed: 0, smaller: True
        unpacked: 0, the same: True
        crc32 crashed, and the session lives: True

        """;

    /// <summary>The check value of CRC-32.</summary>
    private const string ThroughOutput = "cbf43926\n";

    [Fact]
    public async Task A_console_program_with_the_two_packages_is_published_and_runs()
    {
        SkipWithoutZlib();
        string folder = await packages.PublishAsync("Console");
        Assert.Equal(new Run(0, ConsoleOutput), await Run.ProgramAsync(Path.Combine(folder, "Console"), "/", []));

        // What was used is what was packed now: NuGet takes a package of the same version from wherever it finds one.
        foreach (string package in (string[])["FfiIsolation", "FfiIsolation.Generator"])
        {
            string name = package.ToLowerInvariant(), restored = Path.Combine(packages.Cache, name, Packages.Version, $"{name}.{Packages.Version}.nupkg");
            Assert.Equal(SHA512.HashData(File.ReadAllBytes(Path.Combine(packages.Feed, $"{package}.{Packages.Version}.nupkg"))), SHA512.HashData(File.ReadAllBytes(restored)));
        }
    }

    /// <summary>All that the SDK does with an application at once: the worker stays beside the one file, and JSON-RPC finds what it looks for at run time.</summary>
    [Fact]
    public async Task A_self_contained_trimmed_single_file_runs_over_both_lanes_and_none_of_our_code_is_warned_of()
    {
        SkipWithoutZlib();
        string folder = Path.Combine(packages.Folder, "published", "Single");
        Run publish = await packages.DotNetAsync(
            "publish", packages.CopyOf("Console", "Single"), "--output", folder, "--runtime", "linux-x64", "--self-contained",
            "-property:PublishSingleFile=true", "-property:IncludeNativeLibrariesForSelfExtract=true", "-property:PublishTrimmed=true", "-property:InvariantGlobalization=true");
        Assert.All(publish.Output.Split('\n').Where(line => line.Contains("warning")), line => Assert.Matches(@"IL2104: Assembly '(MessagePack|Newtonsoft\.Json)'|IL2026: (StreamJsonRpc|Microsoft\.VisualStudio\.Threading)\.", line));

        Assert.Equal(["Console", "Console.pdb", "ffi-worker"], Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        foreach (string lane in (string[])["shared-memory", "rpc"])
        {
            Assert.Equal(new Run(0, ConsoleOutput), await Run.ProgramAsync(Path.Combine(folder, "Console"), "/", [], ("FFI_ISOLATION_LANE", lane)));
        }
    }

    [Fact]
    public void Its_program_has_ten_functions_in_fewer_than_forty_lines()
    {
        string source = Repository.Read("samples/FromPackages/Console/Program.cs");
        Assert.InRange(source.TrimEnd().Split('\n').Length, 1, 39);
        Assert.Equal(10, source.Split("[NativeFunction(").Length - 1);
    }

    [Fact]
    public async Task Through_a_library_in_between_everything_comes_along()
    {
        SkipWithoutZlib();
        string folder = await packages.PublishAsync("Through");
        Run run = await Run.ProgramAsync(Path.Combine(folder, "Through"), "/", []);
        Assert.Equal(new Run(0, ThroughOutput), run);
        CheckIsForEverybody(Path.Combine(folder, "runtimes/linux-x64/native/ffi-worker"));
    }

    /// <summary>For the one platform, where the worker lies beside the application.</summary>
    [Fact]
    public async Task Through_a_package_in_between_everything_comes_along()
    {
        SkipWithoutZlib();
        await packages.DotNetAsync("pack", packages.CopyOf("Library", "Packed"), "--output", packages.Feed);
        string folder = await packages.PublishAsync("ThroughPackage", "--runtime", "linux-x64", "--self-contained", "false");
        Run run = await Run.ProgramAsync(Path.Combine(folder, "ThroughPackage"), "/", []);
        Assert.Equal(new Run(0, ThroughOutput), run);
        CheckIsForEverybody(Path.Combine(folder, "ffi-worker"));
    }

    [Fact]
    public async Task A_build_for_another_platform_is_told_that_it_will_not_run_there()
    {
        Run run = await packages.DotNetAsync("build", packages.CopyOf("Library", "ForWindows"), "--runtime", "win-x64");
        Assert.Contains("warning FFI100: FfiIsolation runs on Linux x86-64 with glibc (linux-x64), and this is built for win-x64", run.Output);
        Assert.Contains("1 Warning(s)", run.Output);
    }

    [Fact]
    public async Task The_ffi_command_is_installed_as_a_tool_and_runs()
    {
        string tools = Path.Combine(packages.Folder, "tools");
        await packages.DotNetAsync("tool", "install", "FfiIsolation.Cli", "--tool-path", tools, "--add-source", packages.Feed, "--version", Packages.Version);
        string ffi = Path.Combine(tools, "ffi");
        Run run = await Run.ProgramAsync(ffi, "/", ["call", "m", "double cos(double x)", "0"]);
        Assert.Equal("1\n", run.Output);
        Assert.Equal(0, run.ExitCode);

        // What crashes it brings along, and makes the one call that is not isolated in a process of its own.
        run = await Run.ProgramAsync(ffi, "/", ["demo", "null-pointer"]);
        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Contains("SIGSEGV", run.Output);
    }

    /// <summary>Who runs an image need not be who built it.</summary>
    private static void CheckIsForEverybody(string worker)
    {
        UnixFileMode mode = File.GetUnixFileMode(worker);
        Assert.True(mode.HasFlag(UnixFileMode.OtherExecute | UnixFileMode.OtherRead), mode.ToString());
    }

    private static void SkipWithoutZlib()
    {
        if (!NativeLibrary.TryLoad("libz.so.1", out nint _))
        {
            Assert.Skip("zlib is not installed.");
        }
    }
}
