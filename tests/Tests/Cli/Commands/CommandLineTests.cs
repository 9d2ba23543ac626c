using FfiIsolation.Cli.Calls;
using FfiIsolation.Cli.Commands;
using FfiIsolation.Cli.Printing;
using FfiIsolation.Lanes;
using FfiIsolation.Rpc;
using FfiIsolation.Tests.Cli.Demo;
using FfiIsolation.Tests.Headers;

namespace FfiIsolation.Tests.Cli.Commands;

/// <summary>The whole command line, with a host that starts no process.</summary>
public sealed class CommandLineTests
{
    private readonly FakeHost _host = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private NativeHostOptions? _options;

    internal static Terminal Silent { get; } = new(TextWriter.Null, TextWriter.Null, UseColours: false);

    [Fact]
    public async Task A_call_prints_its_result_and_exits_with_0()
    {
        _host.Function("cos", 1.0);
        Assert.Equal(0, await RunAsync("call", "m", "double cos(double x)", "0"));
        Assert.Equal("1\n", _output.ToString());
        Assert.Equal("", _error.ToString());
        Assert.Equal(["cos(0)"], _host.Calls);
        Assert.True(_host.IsDisposed);
    }

    [Theory]
    [InlineData("-1", "abs(-1)")]
    [InlineData("-0x10", "abs(-16)")]
    public async Task An_argument_may_begin_with_a_dash(string argument, string expected)
    {
        _host.Function("abs", 1);
        Assert.Equal(0, await RunAsync("call", "c", "int abs(int n)", argument));
        Assert.Equal([expected], _host.Calls);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("--json")]
    [InlineData("--version")]
    [InlineData("@file")]
    [InlineData("[diagram]")]
    [InlineData("")]
    [InlineData("Grüße")]
    public async Task Any_text_is_an_argument_behind_the_prototype(string text)
    {
        _host.Function("strlen", 1ul);
        Assert.Equal(0, await RunAsync("call", "c", "size_t strlen(const char *s)", text));
        Assert.Equal([$"strlen(\"{text}\")"], _host.Calls);
    }

    [Fact]
    public async Task One_call_has_no_spare_worker_and_the_timeout_asked_for()
    {
        _host.Function("f", 1);
        Assert.Equal(0, await RunAsync("call", "--timeout", "500ms", "c", "int f(void)"));
        Assert.Equal(0, _options!.Spares);
        Assert.Equal(TimeSpan.FromMilliseconds(500), _host.Options[0].Timeout);
    }

    [Fact]
    public async Task A_repeated_call_prints_each_result_and_exits_with_the_worst()
    {
        int calls = 0;
        _host.Function("f", _ => ++calls == 2 ? throw new CppException("f", "int", what: null) : new CallResult(calls, 0, null));
        Assert.Equal(70, await RunAsync("call", "--repeat", "3", "c", "int f(void)"));
        Assert.Equal("1\n3\n", _output.ToString());
        Assert.Equal("ffi: f threw int.\n", _error.ToString());
        Assert.Equal(1, _options!.Spares);
    }

    [Fact]
    public async Task A_call_to_be_debugged_is_held_in_a_session_without_deadlines()
    {
        _host.Function("f", 7);
        Assert.Equal(0, await RunAsync("call", "--debug", "c", "int f(void)"));
        Assert.Equal((1, 0, Timeout.InfiniteTimeSpan), (_host.SessionsOpened, _host.OpenSessions, _options!.CallTimeout));
        Assert.Contains("gdb -p 4321 ", _error.ToString(), StringComparison.Ordinal);
        Assert.Equal("7\n", _output.ToString());
    }

    [Fact]
    public async Task A_call_whose_heap_is_guarded_is_made_in_a_session_and_not_held()
    {
        _host.Function("f", 7);
        Assert.Equal(0, await RunAsync("call", "--guard-heap", "--repeat", "2", "c", "int f(void)"));
        Assert.Equal((1, 0, HeapGuarding.Guarded), (_host.SessionsOpened, _host.OpenSessions, _host.Heap));
        Assert.Equal("7\n7\n", _output.ToString());
        Assert.Equal("", _error.ToString());
        Assert.Equal(0, await RunAsync("call", "c", "int f(void)"));
        Assert.Equal(1, _host.SessionsOpened);
    }

    [Theory]
    [InlineData("--timeout", "5s")]
    [InlineData("--repeat", "2")]
    public async Task What_is_debugged_is_one_call_without_a_deadline(string option, string value)
    {
        Assert.Equal(64, await RunAsync("call", "--debug", option, value, "c", "int f(void)"));
        Assert.Contains("--debug is for one call without a deadline", _error.ToString(), StringComparison.Ordinal);
        Assert.Null(_options);
    }

    [Fact]
    public async Task A_traced_call_goes_by_messages_and_they_are_shown_with_their_direction()
    {
        _host.Function("f", _ =>
        {
            _options!.RpcTraced!(new RpcMessage(4321, "calls", IsSent: true, """{"id":1}"""));
            _options.RpcTraced(new RpcMessage(4321, "calls", IsSent: false, """{"id":1,"result":[]}"""));
            return new CallResult(7, 0, null);
        });
        Assert.Equal(0, await RunAsync("call", "--trace", "c", "int f(void)"));
        Assert.Equal(LaneChoice.Rpc, _options!.Lane);
        Assert.Equal("--> calls {\"id\":1}\n<-- calls {\"id\":1,\"result\":[]}\n", _error.ToString());
        Assert.Equal(66, await RunAsync("call", "c", "int abs(int n)", "1"));
        Assert.Equal((LaneChoice.Automatic, null), (_options.Lane, _options.RpcTraced));
    }

    [Fact]
    public async Task Json_is_one_line_for_each_call()
    {
        _host.Function("f", 7);
        Assert.Equal(0, await RunAsync("call", "--json", "--repeat", "2", "c", "int f(void)"));
        string[] lines = _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.All(lines, line => Assert.StartsWith("{\"outcome\":\"completed\",\"value\":7,", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(64, "int f(int", "1", "1:10")]
    [InlineData(64, "int f(int n)", "x", "argument 1, 'x'")]
    [InlineData(66, "int g(int n)", "1", "no function 'g'")]
    public async Task What_is_refused_says_why_in_both_forms(int status, string prototype, string argument, string reason)
    {
        _host.Function("f", 7);
        Assert.Equal(status, await RunAsync("call", "c", prototype, argument));
        Assert.Contains(reason, _error.ToString(), StringComparison.Ordinal);
        Assert.Equal("", _output.ToString());
        Assert.Equal(status, await RunAsync("call", "--json", "c", prototype, argument));
        Assert.StartsWith("{\"outcome\":\"rejected\",\"value\":null,", _output.ToString(), StringComparison.Ordinal);
        Assert.Empty(_host.Calls);
    }

    [Fact]
    public async Task Bad_prototypes_and_arguments_start_no_worker()
    {
        await RunAsync("call", "c", "int f(int", "1");
        await RunAsync("call", "c", "int f(int n)", "x");
        Assert.Null(_options);
    }

    [Fact]
    public async Task A_library_that_is_not_there_is_66() => Assert.Equal(66, await RunAsync("call", "missing", "int f(void)"));

    [Fact]
    public async Task A_cancelled_call_is_75()
    {
        _host.Function("f", 7);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        Assert.Equal(75, await RunAsync(cancelled.Token, "call", "--repeat", "1000000", "c", "int f(void)"));
        Assert.Equal("ffi: cancelled\n", _error.ToString());
    }

    [Theory]
    [InlineData("", "ffi: a command is missing: call, explain,")]
    [InlineData("frobnicate", "ffi: 'frobnicate' is no command: call, explain,")]
    [InlineData("call", "ffi: the argument <library> is missing\nffi: the argument <prototype> is missing\nffi: 'ffi --help'")]
    [InlineData("call m", "ffi: the argument <prototype> is missing\nffi: 'ffi --help'")]
    [InlineData("explain", "ffi: the argument <prototype> is missing\nffi: 'ffi --help'")]
    [InlineData("call --timeout 5 c P", "write a number and its unit")]
    [InlineData("call --timeout", "timeout")]
    [InlineData("call --repeat 0 c P", "a number from 1 to")]
    [InlineData("call --repeat x c P", "a number from 1 to")]
    [InlineData("call --frobnicate c P", "'--frobnicate' is no option")]
    [InlineData("doctor now", "now")]
    [InlineData("demo --frobnicate", "'--frobnicate' is no option")]
    [InlineData("demo no-such-scenario", "no scenario")]
    [InlineData("demo @words", "@words: there is no scenario")]
    [InlineData("demo /no/such/file.ffi", "there is no such file")]
    public async Task Bad_usage_is_64(string words, string reason)
    {
        Assert.Equal(64, await RunAsync(words.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Contains(reason, _error.ToString(), StringComparison.Ordinal);
        Assert.Equal("", _output.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public async Task An_empty_library_is_64_and_the_error_points_at_it(string library)
    {
        Assert.Equal(64, await RunAsync("call", library, "double cos(double x)", "0"));
        Assert.Contains("the argument <library> is empty", _error.ToString(), StringComparison.Ordinal);
        Assert.Equal("", _output.ToString());
        Assert.Null(_options);
    }

    [Fact]
    public async Task Version_is_printed_alone()
    {
        Assert.Equal(0, await RunAsync("--version"));
        Assert.Equal(ProductVersion.Value + "\n", _output.ToString());
    }

    [Fact]
    public async Task Help_shows_options_before_arguments_and_what_arguments_look_like()
    {
        Assert.Equal(0, await RunAsync("call", "--help"));
        Assert.Contains("call [options] <library> <prototype> [<argument>...]\n", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains(HelpText.Arguments, _output.ToString(), StringComparison.Ordinal);
        Assert.Contains(HelpText.ExitStatus, _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("call")]
    [InlineData("explain")]
    [InlineData("inspect")]
    [InlineData("check")]
    [InlineData("bind")]
    [InlineData("demo")]
    [InlineData("doctor")]
    public async Task Help_has_values_as_they_are_written(string command)
    {
        Assert.Equal(0, await RunAsync(command, "--help"));
        Assert.DoesNotMatch(@"\{ \w+ = |System\.", _output.ToString()); // what .NET makes of an object
    }

    [Fact]
    public async Task Help_says_what_bind_cannot_do_without()
    {
        Assert.Equal(0, await RunAsync("bind", "--help"));
        Assert.Contains(" bind <header> --library <library> [options]\n", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_does_not_mention_the_hidden_verb()
    {
        Assert.Equal(0, await RunAsync("--help"));
        Assert.DoesNotContain("in-process", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_doctor_says_what_it_found()
    {
        _host.Function("gnu_get_libc_version", "2.36").Function("strlen", _ => throw new NativeCrashException(Outcomes.Report)).Function("atoi", _ => throw new NativeCrashException(Outcomes.MissingParameter(isReserved: true)));
        Assert.Equal(0, await RunAsync("doctor"));
        foreach (string subject in new[] { "platform", "worker", "guard", "registers", "lanes", "pipes", "restarts", "sizes" })
        {
            Assert.Contains($"✓ {subject} ", _output.ToString(), StringComparison.Ordinal);
        }

        Assert.Contains("glibc 2.36", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_doctor_says_where_the_addresses_that_tell_are_not_reserved()
    {
        _host.Function("gnu_get_libc_version", "2.36").Function("strlen", _ => throw new NativeCrashException(Outcomes.Report)).Function("atoi", _ => throw new NativeCrashException(Outcomes.MissingParameter(isReserved: false)));
        Assert.Equal(69, await RunAsync("doctor"));
        Assert.Contains("✗ registers ", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_doctor_exits_with_69_where_no_worker_starts()
    {
        Assert.Equal(69, await RunAsync((_, _, _) => throw new WorkerUnavailableException("it is not executable"), TestContext.Current.CancellationToken, "doctor"));
        Assert.Contains("✗ worker     it is not executable", _output.ToString(), StringComparison.Ordinal);
    }

    private Task<int> RunAsync(params string[] words) => RunAsync(CancellationToken.None, words);

    private Task<int> RunAsync(CancellationToken cancellationToken, params string[] words) => RunAsync(
        (options, _, _) =>
        {
            _options = options;
            return new ValueTask<ICallHost>(_host);
        },
        cancellationToken,
        words);

    private Task<int> RunAsync(HostStarter start, CancellationToken cancellationToken, params string[] words)
    {
        _output.GetStringBuilder().Clear();
        _error.GetStringBuilder().Clear();
        var terminal = new Terminal(_output, _error, UseColours: false, new StringReader("\n"));
        return new FfiCommandLine(terminal, start, new FakeStage(_host), new NoHeaders()).RunAsync(words, cancellationToken);
    }
}
