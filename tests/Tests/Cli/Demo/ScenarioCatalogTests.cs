using FfiIsolation.Cli.Demo;
using FfiIsolation.Cli.Host;
using FfiIsolation.Cli.InProcess;
using FfiIsolation.Cli.Scenarios;

namespace FfiIsolation.Tests.Cli.Demo;

public sealed class ScenarioCatalogTests
{
    private static readonly string[] Files = ["/demos/01-cos.ffi", "/demos/06-null-pointer.ffi", "/demos/10-double-free.ffi", "/demos/notes.ffi"];

    [Theory]
    [InlineData("01-cos", "/demos/01-cos.ffi")]
    [InlineData("cos", "/demos/01-cos.ffi")]
    [InlineData("1", "/demos/01-cos.ffi")]
    [InlineData("06", "/demos/06-null-pointer.ffi")]
    [InlineData("6", "/demos/06-null-pointer.ffi")]
    [InlineData("null-pointer", "/demos/06-null-pointer.ffi")]
    [InlineData("notes", "/demos/notes.ffi")]
    public void A_scenario_is_found_by_name_or_number(string word, string file) => Assert.Equal(file, ScenarioCatalog.Find(word, Files));

    [Theory]
    [InlineData("free", "did you mean 10-double-free?")]
    [InlineData("7", "there is no scenario of that name")]
    [InlineData("", "there is no scenario of that name")]
    [InlineData("./nowhere.ffi", "there is no such file")]
    [InlineData("/usr", "that is a folder, and a scenario is a file")]
    public void Another_word_is_refused(string word, string reason) =>
        Assert.Contains(reason, Assert.Throws<ScenarioException>(() => ScenarioCatalog.Find(word, Files)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_scenario_that_sets_no_budget_may_crash_as_often_as_it_likes()
    {
        const string Call = "call m \"double cos(double x)\" 0";
        Assert.Null(DemoStage.OptionsFor(ScenarioReader.Read("x.ffi", Call)).RestartBudget.Restarts);
        Assert.Equal(QuarantinePolicy.Off, DemoStage.OptionsFor(ScenarioReader.Read("x.ffi", Call)).Quarantine);
        Assert.Equal(QuarantinePolicy.Off, DemoStage.OptionsFor(ScenarioReader.Read("x.ffi", "quarantine off\n" + Call)).Quarantine);
        QuarantinePolicy quarantine = DemoStage.OptionsFor(ScenarioReader.Read("x.ffi", "quarantine 3 in 10s break 1s\n" + Call)).Quarantine;
        Assert.Equal((3, null, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1)), (quarantine.FunctionDeaths, quarantine.ArgumentsDeaths, quarantine.Window, quarantine.Break));
        NativeHostOptions set = DemoStage.OptionsFor(ScenarioReader.Read("x.ffi", "budget 3 in 10s\nspares 0\n" + Call));
        Assert.Equal((3, 0), (set.RestartBudget.Restarts, set.Spares));
    }

    [Theory]
    [InlineData("faults", true)]
    [InlineData("faults_cpp", true)]
    [InlineData("m", false)]
    public void The_fault_libraries_are_the_ones_beside_the_program(string name, bool isOwn)
    {
        string resolved = FaultsByName.Resolve(name);
        Assert.Equal(isOwn, resolved != name);
        Assert.Equal(isOwn, File.Exists(resolved));
    }

    [Theory]
    [InlineData("/opt/ffi", "/opt/ffi.dll", "/opt/ffi in-process /lib/libc.so int f(int n) -1")]
    [InlineData("/usr/bin/dotnet", "/opt/ffi.dll", "/usr/bin/dotnet /opt/ffi.dll in-process /lib/libc.so int f(int n) -1")]
    public void The_program_starts_itself_again_however_it_was_started(string executable, string assembly, string expected)
    {
        var info = SacrificialProcess.StartInfo(executable, assembly, new("/lib/libc.so", "int f(int n)", ["-1"]));
        Assert.Equal(expected, string.Join(' ', info.ArgumentList.Prepend(info.FileName)));
    }

    [Theory]
    [InlineData(139, "died of SIGSEGV (exit status 139)")]
    [InlineData(134, "died of SIGABRT (exit status 134)")]
    [InlineData(130, "died of signal 2 (exit status 130)")]
    [InlineData(0, "exited with status 0")]
    [InlineData(1, "exited with status 1")]
    public void An_exit_status_reads_as_a_shell_reads_it(int status, string expected) => Assert.Equal(expected, new ProcessEnd(status, []).ToString());
}
