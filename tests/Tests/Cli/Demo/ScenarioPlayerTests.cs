using System.Text;
using FfiIsolation.Cli.Calls;
using FfiIsolation.Cli.Demo;
using FfiIsolation.Cli.InProcess;
using FfiIsolation.Cli.Printing;
using FfiIsolation.Cli.Scenarios;

namespace FfiIsolation.Tests.Cli.Demo;

/// <summary>Playing scenarios, as a watcher sees it, without processes and without time.</summary>
public sealed class ScenarioPlayerTests
{
    private readonly FakeHost _host = new();
    private readonly FakeStage _stage;
    private readonly DemoSummary _summary = new();
    private bool _verbose;

    public ScenarioPlayerTests() => _stage = new FakeStage(_host);

    [Fact]
    public async Task A_scenario_says_what_is_called_what_would_have_been_and_what_happened()
    {
        _host.Function("strlen", _ => throw new NativeCrashException(Outcomes.Report)).Function("cos", 1.0);
        string shown = await PlayAsync(
            """
            title: A title
            # A comment.
            in-process: everything dies
            call c "size_t strlen(const char *s)" null
            expect crashed SIGSEGV
            call m "double cos(double x)" 0
            expect 1
            """);
        string[] lines = shown.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("test  A title", lines[0]);
        Assert.Equal("              A comment.", lines[1]);
        Assert.Equal("  in-process  everything dies", lines[2]);
        Assert.Equal("  call        c \"size_t strlen(const char *s)\" null", lines[3]);
        Assert.StartsWith("  here        " + Outcomes.Report.Summary, lines[4], StringComparison.Ordinal);
        Assert.StartsWith("              hint: ", lines[5], StringComparison.Ordinal);
        Assert.Contains("  ✓           as expected: crashed SIGSEGV", lines);
        Assert.Contains("  call        m \"double cos(double x)\" 0", lines);
        Assert.Contains("  ✓           as expected: 1", lines);
        Assert.DoesNotContain("Registers", shown, StringComparison.Ordinal);
        Assert.Equal((1, 0, 0, 2, 1), Counts());
        Assert.True(_host.IsDisposed);
    }

    [Fact]
    public async Task Verbose_shows_the_whole_report()
    {
        _verbose = true;
        _host.Function("f", _ => throw new NativeCrashException(Outcomes.Report));
        Assert.Contains("Registers", await PlayAsync("call c \"int f(void)\"\nexpect crashed"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_as_expected_is_said_and_counted()
    {
        _host.Function("f", 5);
        string shown = await PlayAsync("call c \"int f(void)\"\nexpect 6\ncall c \"int f(void)\"\nexpect 5");
        Assert.Contains("✗           expected 6, but it was: 5", shown, StringComparison.Ordinal);
        Assert.Contains("✓           as expected: 5", shown, StringComparison.Ordinal);
        Assert.Equal((0, 1, 0, 2, 0), Counts());
    }

    [Theory]
    [InlineData("call c \"int f(int n)\" 1", 1)]
    [InlineData("call c \"int f(int n)\" x", 0)]
    [InlineData("call c \"int f(int n\" 1", 0)]
    [InlineData("call c \"int g(int n)\" 1", 0)]
    public async Task A_call_of_which_nothing_is_expected_has_to_complete(string call, int held)
    {
        _host.Function("f", 5);
        await PlayAsync(call);
        Assert.Equal((held, 1 - held), (_summary.Held, _summary.NotHeld));
    }

    [Fact]
    public async Task A_scenario_is_skipped_where_a_library_that_it_needs_is_missing()
    {
        string shown = await PlayAsync("needs missing\ncall missing \"int f(void)\"");
        Assert.Contains("skipped     library 'missing' not found", shown, StringComparison.Ordinal);
        Assert.Equal((0, 0, 1, 0, 0), Counts());
        Assert.True(_summary.AllHeld);
    }

    [Fact]
    public async Task A_missing_library_that_is_expected_is_no_reason_to_skip()
    {
        await PlayAsync("call missing \"int f(void)\"\nexpect rejected LibraryNotFound");
        Assert.Equal((1, 0, 0, 1, 0), Counts());
    }

    [Fact]
    public async Task Results_and_buffers_are_arguments_of_later_calls()
    {
        _host.Function("open", arguments =>
        {
            BitConverter.TryWriteBytes(arguments[0].Buffer.Span, 0x7f0000001000);
            return new CallResult(0, 0, null);
        });
        _host.Function("fill", arguments =>
        {
            "hello\0"u8.CopyTo(arguments[0].Buffer.Span);
            BitConverter.TryWriteBytes(arguments[1].Buffer.Span, 6L);
            return new CallResult(42, 0, null);
        });
        _host.Function("use", 0);
        await PlayAsync(
            """
            session
            call c "int open(void **db)" out
            let answer = call c "int fill(char *text, long *length)" out:6 inout:6
            call c "int use(void *db, const char *text, long length, int answer)" $db $text $length $answer
            end
            """);
        Assert.Equal("use(0x7f0000001000, hex:68656c6c6f00, 6, 42)", _host.Calls[^1]);
        Assert.Equal((1, 0), (_host.SessionsOpened, _host.OpenSessions));
    }

    [Fact]
    public async Task A_repeated_call_has_to_end_as_expected_each_time()
    {
        int calls = 0;
        _host.Function("f", _ => new CallResult(++calls, 0, null));
        string shown = await PlayAsync("repeat 3 call c \"int f(void)\"\nexpect 1");
        Assert.Contains("call        3 times: c \"int f(void)\"", shown, StringComparison.Ordinal);
        Assert.Contains("here        3. returned 3", shown, StringComparison.Ordinal);
        Assert.Contains("✗           expected 1, but it was: 2", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Timed_calls_are_made_as_often_as_said_and_compared()
    {
        _host.Function("f", 5).Function("g", 6);
        string shown = await PlayAsync("time 50 call c \"int f(void)\"\nexpect 5\ntime 1000 in one call c \"int g(void)\"");
        Assert.Equal(51, _host.Calls.Count(call => call == "f()"));
        Assert.Equal(2, _host.Calls.Count(call => call == "g()"));
        Assert.Contains("call        50 calls: c \"int f(void)\"", shown, StringComparison.Ordinal);
        Assert.Contains("call        one call for 1,000 rounds: c \"int g(void)\"", shown, StringComparison.Ordinal);
        Assert.Matches(@"time        measured: .+ for 50 calls, .+ per call\n +extrapolated from these: .+ for a million calls\n", shown);
        Assert.Matches(@"time        measured: .+ for 1,000 rounds, .+ per round\n", shown);
        Assert.Contains(" than before, per round", shown, StringComparison.Ordinal);
        Assert.Equal((1, 0, 0, 53, 0), Counts());
    }

    [Fact]
    public async Task A_timed_call_has_to_end_as_expected()
    {
        _host.Function("f", 5);
        Assert.Contains("expected 6, but it was: 5", await PlayAsync("time 50 call c \"int f(void)\"\nexpect 6"), StringComparison.Ordinal);
        Assert.Equal((0, 1), (_summary.Held, _summary.NotHeld));
    }

    [Fact]
    public async Task A_timed_call_that_fails_is_not_timed()
    {
        _host.Function("f", _ => throw new CppException("f", "int", null));
        string shown = await PlayAsync("time 50 call c \"int f(void)\"\nexpect threw int");
        Assert.Single(_host.Calls);
        Assert.DoesNotContain(" per call", shown, StringComparison.Ordinal);
        Assert.Equal((1, 0), (_summary.Held, _summary.NotHeld));
    }

    [Fact]
    public async Task The_supervisor_is_heard_where_the_scenario_has_a_budget()
    {
        _host.Function("f", _ =>
        {
            _host.Events.Enqueue(new SupervisionEventArgs(SupervisionEventKind.BudgetSpent, "the budget is spent"));
            return new CallResult(5, 0, null);
        });
        Assert.DoesNotContain("supervisor", await PlayAsync("call c \"int f(void)\""), StringComparison.Ordinal);
        Assert.Contains("supervisor  BudgetSpent: the budget is spent", await PlayAsync("budget 3 in 10s\ncall c \"int f(void)\"\nexpect event BudgetSpent"), StringComparison.Ordinal);
        Assert.Equal((2, 0), (_summary.Held, _summary.NotHeld));
    }

    [Fact]
    public async Task An_event_that_does_not_come_is_waited_for_a_while_and_not_for_ever()
    {
        _host.Function("f", 5);
        await PlayAsync("budget 3 in 10s\ncall c \"int f(void)\"\nexpect event BudgetSpent");
        Assert.Equal(40, _stage.Delays.Count);
        Assert.Equal(1, _summary.NotHeld);
    }

    [Fact]
    public async Task Time_passes_where_the_scenario_says_so()
    {
        _host.Function("f", 5);
        await PlayAsync("wait 1200ms\ncall c \"int f(void)\"");
        Assert.Equal([TimeSpan.FromMilliseconds(1200)], _stage.Delays);
    }

    [Fact]
    public async Task A_call_for_real_is_made_elsewhere_by_the_path_of_its_library()
    {
        string shown = await PlayAsync("in-process-for-real c \"int f(void)\"\nexpect died SIGSEGV");
        Assert.Equal("/lib/libc.so", Assert.Single(_stage.Sacrificed).Library);
        Assert.Empty(_host.Calls);
        Assert.Contains("it said: try: calling f", shown, StringComparison.Ordinal);
        Assert.Contains("the process died of SIGSEGV (exit status 139)", shown, StringComparison.Ordinal);
        Assert.Contains("✓           as expected: died SIGSEGV", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_for_real_that_lives_is_not_as_expected()
    {
        _stage.End = new ProcessEnd(0, ["it returned 5"]);
        string shown = await PlayAsync("in-process-for-real c \"int f(void)\"\nexpect died");
        Assert.Contains("✗           expected died any, but it was: exited with status 0", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_libraries_write_is_shown()
    {
        _stage.Writes = "libexample: oops";
        _host.Function("f", 5);
        Assert.Contains("it wrote    libexample: oops", await PlayAsync("call c \"int f(void)\""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_does_not_start_is_said_and_the_demo_goes_on()
    {
        _stage.StartError = new WorkerUnavailableException("no worker anywhere");
        Assert.Contains("✗           no worker anywhere", await PlayAsync("call c \"int f(void)\""), StringComparison.Ordinal);
        Assert.Equal(1, _summary.NotHeld);
    }

    [Fact]
    public async Task A_cancelled_demo_stops()
    {
        using var cancelled = new CancellationTokenSource();
        _host.Function("f", _ =>
        {
            cancelled.Cancel();
            return new CallResult(5, 0, null);
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PlayWithAsync(cancelled.Token, "call c \"int f(void)\"\ncall c \"int f(void)\""));
        Assert.Single(_host.Calls);
    }

    [Fact]
    public async Task Text_that_looks_like_markup_is_shown_as_it_is()
    {
        _host.Function("f", "[red]not red[/] [1]");
        string shown = await PlayAsync("title: [bold]x[/]\n# [a]\ncall c \"const char *f(void)\"");
        Assert.Contains("[bold]x[/]", shown, StringComparison.Ordinal);
        Assert.Contains("[a]", shown, StringComparison.Ordinal);
        Assert.Contains("returned [red]not red[/] [1]", shown, StringComparison.Ordinal);
    }

    private (int Held, int NotHeld, int Skipped, int Calls, int Deaths) Counts() =>
        (_summary.Held, _summary.NotHeld, _summary.Skipped, _summary.Calls, _summary.Deaths);

    private Task<string> PlayAsync(string text) => PlayWithAsync(TestContext.Current.CancellationToken, text);

    private async Task<string> PlayWithAsync(CancellationToken cancellationToken, string text)
    {
        using var output = new StringWriter(new StringBuilder());
        var view = new DemoView(new Terminal(output, TextWriter.Null, UseColours: false).Formatted(), _verbose);
        await ScenarioPlayer.PlayAsync(ScenarioReader.Read("test.ffi", text), _stage, view, _summary, cancellationToken);
        return output.ToString();
    }
}
