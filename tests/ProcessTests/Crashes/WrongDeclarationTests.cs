using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Crashes;

/// <summary>A crash whose cause is a prototype that the library's own debug information contradicts.</summary>
public sealed class WrongDeclarationTests(CrashHost host) : IClassFixture<CrashHost>
{
    [Fact(Timeout = Patience.Deadline)]
    public async Task The_report_says_what_is_declared_and_what_the_library_says()
    {
        CrashReport report = await host.CrashAsync("int read_at(int address)", 16);
        Assert.Equal(
            "The prototype is not what the library's debug information says: parameter 1 'address': int is declared, and the library's is const void *. Right would be: int read_at(const void *address)",
            report.Hints[0]);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Of_a_right_prototype_it_says_nothing()
    {
        CrashReport report = await host.CrashAsync("int read_at(const void *address)", NativePointer.FromAddress(16));
        Assert.NotEmpty(report.Hints);
        Assert.DoesNotContain(report.Hints, hint => hint.Contains("prototype", StringComparison.Ordinal));
    }
}
