using FfiIsolation.Cli.Calls;
using FfiIsolation.Cli.Scenarios;

namespace FfiIsolation.Tests.Cli.Scenarios;

/// <summary>When an expectation holds, and what is said where it does not.</summary>
public sealed class ExpectationTests
{
    private static readonly Dictionary<string, CallOutcome> Happened = new()
    {
        ["returned 5"] = Outcomes.Returned(5),
        ["returned crashed"] = Outcomes.Returned("crashed"),
        ["returned with buffer"] = Outcomes.Returned(0, Outcomes.Output("dst", "char *", (byte)'h', (byte)'i')),
        ["returned with warning"] = Outcomes.Returned(5) with { Warning = "The value was cut to 32 bits" },
        ["void"] = new CallOutcome { Outcome = Outcome.Completed },
        ["crashed"] = Outcomes.Crashed,
        ["threw"] = Outcomes.Failed(new CppException("f", "std::runtime_error", "no more tea")),
        ["timed out"] = Outcomes.Failed(new CallTimeoutException("f", TimeSpan.FromSeconds(1), Outcomes.Report)),
        ["no library"] = Outcomes.Failed(new LibraryNotFoundException("nope", [], null)),
        ["bad argument"] = Outcomes.Failed(new ArgumentOutOfRangeException("x")),
        ["died"] = Outcomes.Returned(5) with { Events = [new SupervisionEventArgs(SupervisionEventKind.WorkerDied, "it died")] },
    };

    [Theory]
    [InlineData("returned 5", "5", null)]
    [InlineData("returned 5", "6", "5")]
    [InlineData("returned 5", "05", "5")]
    [InlineData("returned 5", "completed", null)]
    [InlineData("returned 5", "crashed", "completed")]
    [InlineData("returned crashed", "crashed", "completed")]
    [InlineData("returned crashed", "\"crashed\"", null)]
    [InlineData("void", "5", "no value")]
    [InlineData("void", "completed", null)]
    [InlineData("crashed", "5", "crashed")]
    [InlineData("crashed", "crashed", null)]
    [InlineData("crashed", "crashed SIGSEGV", null)]
    [InlineData("crashed", "crashed nullpointer", null)]
    [InlineData("crashed", "crashed SIGABRT", "crashed SIGSEGV")]
    [InlineData("crashed", "hint NULL", null)]
    [InlineData("crashed", "report Registers", null)]
    [InlineData("crashed", "dst = x", "crashed")]
    [InlineData("threw", "threw std::runtime_error", null)]
    [InlineData("threw", "threw std::logic_error", "threw std::runtime_error")]
    [InlineData("threw", "error \"more tea\"", null)]
    [InlineData("threw", "crashed", "threw std::runtime_error")]
    [InlineData("timed out", "timedOut", null)]
    [InlineData("timed out", "completed", "timedOut")]
    [InlineData("no library", "rejected LibraryNotFound", null)]
    [InlineData("no library", "rejected", null)]
    [InlineData("no library", "rejected SymbolNotFound", "rejected LibraryNotFound")]
    [InlineData("bad argument", "rejected Argument", null)]
    [InlineData("returned with buffer", "dst = hi", null)]
    [InlineData("returned with buffer", "dst = ho", "dst = hi")]
    [InlineData("returned with buffer", "src = hi", "no buffer of the name src")]
    [InlineData("returned with warning", "warning", null)]
    [InlineData("returned with warning", "warning \"32 BITS\"", null)]
    [InlineData("returned with warning", "warning \"16 bits\"", "warning: The value was cut to 32 bits")]
    [InlineData("returned 5", "warning", "no warning")]
    [InlineData("returned 5", "hint", "no hint")]
    [InlineData("died", "event WorkerDied", null)]
    [InlineData("returned 5", "event WorkerDied", "no event")]
    public void It_holds_or_says_what_was_instead(string happened, string expected, string? contradiction)
    {
        Scenario scenario = ScenarioReader.Read("x.ffi", $"call m \"int f(void)\"\nexpect {expected}");
        Assert.Equal(contradiction, ((CallStep)scenario.Steps[0]).Expectations[0].Contradiction(Happened[happened]));
    }
}
