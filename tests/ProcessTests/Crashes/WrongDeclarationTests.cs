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
    public async Task A_prototype_with_structs_is_compared_too()
    {
        await using NativeSession session = await host.Host.OpenSessionAsync();
        IsolatedLibrary library = await session.LoadAsync(Path.Combine(AppContext.BaseDirectory, "faults", "libmistakes_debug.so"), Declarations.Parse("struct pair { int a, b; };"));
        NativeFunction sum = await library.FunctionAsync("int sum_pair_at(struct pair p)");
        NativeStruct pair = library.Struct("struct pair", "{2, 3}");
        Assert.Equal(
            "The prototype is not what the library's debug information says: parameter 1 'p': struct pair is declared, and the library's is const struct pair *. Right would be: int sum_pair_at(const struct pair *p)",
            Assert.Throws<NativeCrashException>(() => sum.Invoke(pair)).Report.Hints[0]);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_pointer_that_leads_elsewhere_is_told_as_a_doubt()
    {
        CrashReport report = await host.CrashAsync("long sum_bytes(unsigned char **data, size_t size)", NativePointer.FromAddress(16), 4);
        Assert.Equal(
            "The prototype may not be what the library's debug information says: parameter 1 'data': unsigned char ** is declared, and the library's is const unsigned char *."
                + " Right would be: long sum_bytes(const unsigned char *data, size_t size)",
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
