using FfiIsolation.Cli.Scenarios;

namespace FfiIsolation.Tests.Cli.Scenarios;

public sealed class ScenarioReaderTests
{
    [Fact]
    public void A_whole_file_is_read()
    {
        Scenario scenario = Read(
            """
            ## not shown
            title: Everything at once
            # shown
            needs z
            needs sqlite3
            budget 3 in 10s break 1s
            spares 0
            in-process: it dies
            in-process-for-real c "size_t strlen(const char *s)" null
            expect died SIGSEGV

            call m "double cos(double x)" 0
            expect 1
            timeout 300ms
            repeat 4 call c "void abort(void)"
            expect crashed SIGABRT
            expect event BudgetSpent
            session guarded
              let text = call c "void *strerror(int number)" 2
              call --timeout 1s c "size_t strlen(const char *s)" $text
            end
            time 1000 call m "double cos(double x)" 0.5
            time 1000000 in one call faults "double sum_of_cos(int n)" 1000000
            wait 1s
            """);
        Assert.Equal("test", scenario.Name);
        Assert.Equal("Everything at once", scenario.Title);
        Assert.Equal(["z", "sqlite3"], scenario.Needs);
        Assert.Equal(new RestartBudget { Restarts = 3, Window = TimeSpan.FromSeconds(10), Break = TimeSpan.FromSeconds(1) }, scenario.Budget);
        Assert.Equal(0, scenario.Spares);
        Assert.Equal(
            ["NoteStep", "InProcessStep", "ForRealStep", "CallStep", "CallStep", "SessionStep", "CallStep", "CallStep", "WaitStep"],
            scenario.Steps.Select(step => step.GetType().Name));
        Assert.Equal("shown", Assert.IsType<NoteStep>(scenario.Steps[0]).Text);
        Assert.Equal("it dies", Assert.IsType<InProcessStep>(scenario.Steps[1]).Text);
        Assert.Equal("SIGSEGV", Assert.IsType<ForRealStep>(scenario.Steps[2]).ExpectedEnd);
        var cos = Assert.IsType<CallStep>(scenario.Steps[3]);
        Assert.Equal(("m", "double cos(double x)", "0", (TimeSpan?)null), (cos.Request.Library, cos.Request.Prototype, Assert.Single(cos.Request.Arguments), cos.Request.Timeout));
        Assert.Equal([new ValueExpectation("1")], cos.Expectations);
        var abort = Assert.IsType<CallStep>(scenario.Steps[4]);
        Assert.Equal((4, TimeSpan.FromMilliseconds(300)), (abort.Repeat, abort.Request.Timeout));
        Assert.Equal(["crashed SIGABRT", "event \"BudgetSpent\""], abort.Expectations.Select(expectation => expectation.ToString()));
        var session = Assert.IsType<SessionStep>(scenario.Steps[5]);
        Assert.Equal("text", Assert.IsType<CallStep>(session.Steps[0]).ResultName);
        Assert.Equal(HeapGuarding.Guarded, session.Heap);
        Assert.Equal(TimeSpan.FromSeconds(1), Assert.IsType<CallStep>(session.Steps[1]).Request.Timeout);
        Assert.Equal(new Timing(1000, InOneCall: false), Assert.IsType<CallStep>(scenario.Steps[6]).Timing);
        Assert.Equal(new Timing(1_000_000, InOneCall: true), Assert.IsType<CallStep>(scenario.Steps[7]).Timing);
        Assert.Equal(TimeSpan.FromSeconds(1), Assert.IsType<WaitStep>(scenario.Steps[8]).Duration);
    }

    [Fact]
    public void Without_a_title_the_name_of_the_file_is_it() => Assert.Equal("test", Read("call m \"double cos(double x)\" 0").Title);

    [Fact]
    public void Line_ends_of_Windows_and_tabs_are_fine() =>
        Assert.Equal(["0"], Assert.IsType<CallStep>(Read("title: x\r\n\tcall m\t\"double cos(double x)\"\t0\r\n").Steps[0]).Request.Arguments);

    [Theory]
    [InlineData("expect 1", "1")]
    [InlineData("expect \"two words\"", "\"two words\"")]
    [InlineData("expect \"crashed\"", "crashed")]
    [InlineData("expect value crashed", "crashed")]
    [InlineData("expect \"\"", "\"\"")]
    [InlineData("expect completed", "completed")]
    [InlineData("expect crashed NullPointer", "crashed NullPointer")]
    [InlineData("expect threw std::runtime_error", "threw std::runtime_error")]
    [InlineData("expect overran", "overran")]
    [InlineData("expect timedOut", "timedOut")]
    [InlineData("expect rejected LibraryNotFound", "rejected LibraryNotFound")]
    [InlineData("expect dst = hello", "dst = hello")]
    [InlineData("expect dst = \"two words\"", "dst = \"two words\"")]
    [InlineData("expect warning", "warning")]
    [InlineData("expect hint dst", "hint \"dst\"")]
    public void Expectations_are_read(string line, string expected)
    {
        Scenario scenario = Read($"call m \"double cos(double x)\" 0\n{line}");
        Assert.Equal(expected, Assert.Single(Assert.IsType<CallStep>(scenario.Steps[0]).Expectations).ToString());
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("\"two words\"", "two words")]
    [InlineData("inout:\"two words\"", "inout:two words")]
    [InlineData("\"a \\\" quote and a \\\\\"", "a \" quote and a \\")]
    [InlineData("\"\\n stays\"", "\\n stays")]
    [InlineData("\"\"", "")]
    [InlineData("'a'", "'a'")]
    [InlineData("' '", "' '")]
    [InlineData("'\"'", "'\"'")]
    [InlineData("it's", "it's")]
    public void A_word_may_be_quoted(string text, string expected)
    {
        Scenario scenario = Read($"call c \"int f(const char *s)\" {text}");
        Assert.Equal([expected], Assert.IsType<CallStep>(scenario.Steps[0]).Request.Arguments);
    }

    [Theory]
    [InlineData("cal m \"int f(void)\"", 1, 1, "'cal' is no statement")]
    [InlineData("\"call\" m \"int f(void)\"", 1, 1, "is no statement")]
    [InlineData("call", 1, 5, "the library is missing")]
    [InlineData("call \"\" \"int f(void)\"", 1, 6, "the name of the library is empty")]
    [InlineData("call m", 1, 7, "the prototype is missing")]
    [InlineData("call m cos 0", 1, 8, "this is no prototype")]
    [InlineData("call m \"double cos(double x)", 1, 8, "this quote is not closed")]
    [InlineData("call --timeout 5 m \"int f(void)\"", 1, 16, "'5' is no time")]
    [InlineData("\ntimeout", 2, 8, "a time such as 300ms is missing")]
    [InlineData("timeout 1s 2s", 1, 12, "nothing more was expected here")]
    [InlineData("let x call m \"int f(void)\"", 1, 7, "'=' was expected here")]
    [InlineData("let 1x = call m \"int f(void)\"", 1, 5, "a name was expected here")]
    [InlineData("let x =", 1, 8, "'call' is missing")]
    [InlineData("repeat 0 call m \"int f(void)\"", 1, 8, "a number was expected here, 1 to")]
    [InlineData("repeat call m \"int f(void)\"", 1, 8, "a number was expected here")]
    [InlineData("time 5 in two call m \"int f(void)\"", 1, 11, "'one' was expected here")]
    [InlineData("expect 1", 1, 1, "there is no call before this")]
    [InlineData("call m \"int f(void)\"\nexpect", 2, 7, "what is expected is missing")]
    [InlineData("call m \"int f(void)\"\nexpect two words", 2, 12, "in double quotes")]
    [InlineData("call m \"int f(void)\"\nexpect completed twice", 2, 18, "nothing more")]
    [InlineData("call m \"int f(void)\"\nexpect x =", 2, 11, "the value is missing")]
    [InlineData("in-process-for-real c \"int f(void)\"\nexpect 1", 2, 8, "'died' was expected here")]
    [InlineData("session\ncall m \"int f(void)\"", 1, 1, "this session has no end")]
    [InlineData("session\nsession", 2, 1, "sessions do not nest")]
    [InlineData("end", 1, 1, "there is no session to end")]
    [InlineData("budget 3 in 10", 1, 13, "'10' is no time")]
    [InlineData("budget 3 in 10ms", 1, 13, "this must be 1s or more")]
    [InlineData("budget 3 in 10s break 1ms", 1, 23, "this must be 500ms or more")]
    [InlineData("spares 65", 1, 8, "0 to 64")]
    public void A_mistake_is_answered_with_line_column_and_a_caret(string text, int line, int column, string problem)
    {
        var error = Assert.Throws<ScenarioException>(() => Read(text));
        Assert.Contains(problem, error.Problem, StringComparison.Ordinal);
        Assert.Equal((line, column), (error.Line, error.Column));
        string[] message = error.Message.Split('\n');
        Assert.StartsWith($"test.ffi:{line}:{column}: ", message[0], StringComparison.Ordinal);
        Assert.Equal("  " + text.Split('\n')[line - 1], message[1]);
        Assert.Equal(new string(' ', column + 1) + "^", message[2]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("title: nothing")]
    [InlineData("# only words")]
    public void A_file_without_a_call_is_refused(string text) =>
        Assert.Contains("there is no call in it", Assert.Throws<ScenarioException>(() => Read(text)).Message, StringComparison.Ordinal);

    private static Scenario Read(string text) => ScenarioReader.Read("test.ffi", text.ReplaceLineEndings(text.Contains('\r') ? "\r\n" : "\n"));
}
