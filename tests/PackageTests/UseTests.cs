using System.Runtime.InteropServices;
using FfiIsolation.PackageTests.Support;

namespace FfiIsolation.PackageTests;

/// <summary>The packages in use, by projects of samples/FromPackages that were copied away from here.</summary>
public sealed class UseTests(Packages packages)
{
    [Fact]
    public async Task A_console_program_with_the_two_packages_is_published_and_runs()
    {
        SkipWithoutZlib();
        string folder = await packages.PublishAsync("Console");

        // The checksums are Python's: zlib.crc32, zlib.adler32.
        Run run = await Run.ProgramAsync(Path.Combine(folder, "Console"), "/", []);
        Assert.Equal(
            """
            a zlib: True; error -3: data error
            crc32 5dfd80ba, adler32 b1742566
            from two halves: 5dfd80ba
            packed: 0, smaller: True
            unpacked: 0, the same: True
            crc32 crashed, and the session lives: True

            """,
            run.Output);
        Assert.Equal(0, run.ExitCode);
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
        Assert.Equal("cbf43926\n", run.Output); // the check value of CRC-32
        Assert.Equal(0, run.ExitCode);

        // Who runs an image need not be who built it.
        UnixFileMode mode = File.GetUnixFileMode(Path.Combine(folder, "runtimes/linux-x64/native/ffi-worker"));
        Assert.True(mode.HasFlag(UnixFileMode.OtherExecute | UnixFileMode.OtherRead), mode.ToString());
    }

    [Fact]
    public async Task A_build_for_another_platform_is_told_that_it_will_not_run_there()
    {
        await packages.DotNetAsync("restore", "Library");
        Run run = await packages.DotNetAsync("msbuild", "Library", "-target:CheckFfiIsolationPlatform", "-property:RuntimeIdentifier=win-x64", "-nologo");
        Assert.Contains("warning FFI100: FfiIsolation runs on Linux x86-64 with glibc (linux-x64), and this is built for win-x64", run.Output);
        run = await packages.DotNetAsync("msbuild", "Library", "-target:CheckFfiIsolationPlatform", "-property:RuntimeIdentifier=linux-x64", "-nologo");
        run.HasNoWarning();
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

    private static void SkipWithoutZlib()
    {
        if (!NativeLibrary.TryLoad("libz.so.1", out nint _))
        {
            Assert.Skip("zlib is not installed.");
        }
    }
}
