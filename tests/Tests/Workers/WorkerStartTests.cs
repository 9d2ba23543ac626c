// What is decided before a worker starts: which executable, and what environment.
using System.Collections;
using FfiIsolation.Workers;

namespace FfiIsolation.Tests.Workers;

public sealed class WorkerStartTests
{
    [Fact]
    public void The_environment_is_the_hosts_without_its_runtimes_settings()
    {
        IDictionary own = new Hashtable
        {
            ["PATH"] = "/bin", ["LD_LIBRARY_PATH"] = "/lib", ["EMPTY"] = "", ["WITH"] = "a=b", ["DOTNET_gcServer"] = "1", ["COMPlus_x"] = "1", ["CORECLR_PROFILER"] = "x",
            ["FFI_PIPE"] = "another", ["FFI_ISOLATION_WORKER"] = "x", ["dotnet_lower"] = "kept", ["MY_DOTNET_"] = "kept",
        };
        List<string> environment = WorkerEnvironment.Create(own, "/tmp/pipe");
        Assert.Equal(
            ["DOTNET_GCgen0size=100000", "EMPTY=", "FFI_PIPE=/tmp/pipe", "LD_LIBRARY_PATH=/lib", "MY_DOTNET_=kept", "PATH=/bin", "WITH=a=b", "dotnet_lower=kept"],
            environment.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(null, "LD_PRELOAD=/own.so")]
    [InlineData("", "LD_PRELOAD=/own.so")]
    [InlineData("/host.so /other.so", "LD_PRELOAD=/own.so:/host.so /other.so")]
    public void What_a_worker_loads_first_stands_before_what_its_host_does(string? hosts, string expected)
    {
        IDictionary own = hosts is null ? new Hashtable() : new Hashtable { ["LD_PRELOAD"] = hosts };
        Assert.Equal([expected], WorkerEnvironment.Create(own, "/tmp/pipe", "/own.so").Where(entry => entry.StartsWith("LD_PRELOAD", StringComparison.Ordinal)));
        Assert.Equal(hosts is null ? [] : [$"LD_PRELOAD={hosts}"], WorkerEnvironment.Create(own, "/tmp/pipe").Where(entry => entry.StartsWith("LD_PRELOAD", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_option_comes_before_the_variable_and_that_before_the_usual_places()
    {
        Assert.Equal("/a", WorkerLocator.Find("/a", _ => "/b", _ => true));
        Assert.Equal("/b", WorkerLocator.Find(null, name => name == "FFI_ISOLATION_WORKER" ? "/b" : null, _ => true));
        Assert.Equal("/b", WorkerLocator.Find(null, _ => "/a/../b", _ => true));
        Assert.Equal(Path.Combine(AppContext.BaseDirectory, "worker/ffi-worker"), WorkerLocator.Find(null, _ => null, _ => true));
        Assert.Equal(Path.Combine(AppContext.BaseDirectory, "worker/ffi-worker"), WorkerLocator.Find(null, _ => "", _ => true));
    }

    [Fact]
    public void What_was_asked_for_by_name_is_not_passed_over()
    {
        foreach ((string? option, string? variable) in ((string?, string?)[])[("/a", "/b"), (null, "/a")])
        {
            var e = Assert.Throws<WorkerUnavailableException>(() => WorkerLocator.Find(option, _ => variable, path => path != "/a"));
            Assert.Contains("Looked at: /a.", e.Message);
        }
    }

    [Fact]
    public void Not_found_tells_every_place()
    {
        var e = Assert.Throws<WorkerUnavailableException>(() => WorkerLocator.Find(null, _ => null, _ => false));
        Assert.Contains(Path.Combine(AppContext.BaseDirectory, "worker/ffi-worker"), e.Message);
        Assert.Contains("FFI_ISOLATION_WORKER", e.Message);
    }

    [Theory]
    [InlineData("worker/ffi-worker")]
    [InlineData("runtimes/linux-x64/native/ffi-worker")]
    [InlineData("ffi-worker")]
    public void It_is_found_where_a_build_and_where_the_package_lays_it(string place)
    {
        string path = Path.Combine(AppContext.BaseDirectory, place);
        Assert.Equal(path, WorkerLocator.Find(null, _ => null, candidate => candidate == path));
    }

    [Fact]
    public void Only_a_file_that_nobody_named_is_changed()
    {
        var changed = new List<string>();
        WorkerLocator.Find("/a", _ => null, _ => true, changed.Add);
        WorkerLocator.Find(null, _ => "/b", _ => true, changed.Add);
        Assert.Empty(changed);
        string path = WorkerLocator.Find(null, _ => null, _ => true, changed.Add);
        Assert.Equal([path], changed);
    }

    [Fact]
    public void A_permission_that_a_copy_has_lost_is_given_back()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
            WorkerPermission.Ensure(file);
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute,
                File.GetUnixFileMode(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_permission_that_cannot_be_given_is_said_with_the_remedy()
    {
        var e = Assert.Throws<WorkerUnavailableException>(() => WorkerPermission.Ensure("/app/ffi-worker", _ => false, _ => throw new UnauthorizedAccessException()));
        Assert.EndsWith("chmod a+rx /app/ffi-worker", e.Message);
        WorkerPermission.Ensure("/app/ffi-worker", _ => true, _ => Assert.Fail("It is executable already."));
    }
}
