using FfiIsolation.ProcessTests.Support;
using static FfiIsolation.ProcessTests.Crashes.CrashHost;

namespace FfiIsolation.ProcessTests.Crashes;

/// <summary>native/faults/exceptions.cpp.</summary>
public sealed class CppExceptionTests(CrashHost host) : IClassFixture<CrashHost>
{
    [Fact(Timeout = Patience.Deadline)]
    public async Task A_runtime_error_is_caught_with_its_text()
    {
        CppException thrown = await ThrowAsync("int cpp_throw_runtime_error(const char *message)", "no more Käse");
        Assert.Equal(("std::runtime_error", "no more Käse"), (thrown.TypeName, thrown.What));
        Assert.Equal("cpp_throw_runtime_error threw std::runtime_error: no more Käse", thrown.Message);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_thrown_int_has_a_type_and_no_text()
    {
        CppException thrown = await ThrowAsync("int cpp_throw_int(int value)", 7);
        Assert.Equal(("int", null), (thrown.TypeName, thrown.What));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_class_of_the_librarys_own_is_named()
    {
        CppException thrown = await ThrowAsync("int cpp_throw_custom(void)");
        Assert.Equal(("faults::Custom", null), (thrown.TypeName, thrown.What));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_class_derived_from_exception_says_what()
    {
        CppException thrown = await ThrowAsync("int cpp_throw_derived(void)");
        Assert.Equal(("faults::OutOfCheese", "out of cheese"), (thrown.TypeName, thrown.What));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task What_is_caught_inside_is_no_exception()
    {
        NativeFunction function = await host.Host.FunctionAsync(Faults.CppLibrary, "int cpp_catches_its_own(int value)");
        Assert.Equal(42, (int)await function.InvokeAsync(41));
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData("int cpp_throw_through_noexcept(void)", "thrown through noexcept")]
    [InlineData("int cpp_pure_virtual(void)", "pure virtual method called")]
    public async Task What_ends_in_terminate_is_reported_with_its_last_words(string prototype, string words)
    {
        CrashReport report = await host.CrashAsync(Faults.CppLibrary, prototype, []);
        AssertAbort(report, CrashCause.CppTerminate, report.Call!.Function);
        Assert.Contains(words, report.LastWords, StringComparison.Ordinal);
        Assert.Contains("terminate called", report.LastWords, StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_throw_on_a_thread_of_the_library_is_reported()
    {
        CrashReport report = await host.CrashAsync(Faults.CppLibrary, "int cpp_throw_on_own_thread(void)", []);
        Assert.Equal(("SIGABRT", CrashCause.CppTerminate, CrashBlame.LibraryThread), (report.SignalName, report.Cause, report.Blame));
        Assert.Contains("thrown on a thread of the library", report.LastWords, StringComparison.Ordinal);
        AssertHint(report, "nothing catches it");
    }

    /// <summary>Makes a call that throws. Its worker lives on, destructors have run.</summary>
    private async Task<CppException> ThrowAsync(string prototype, params NativeArgument[] arguments)
    {
        await using NativeSession session = await host.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        NativeFunction process = await session.FunctionAsync("c", "int getpid(void)");
        NativeFunction live = await session.FunctionAsync(Faults.CppLibrary, "int cpp_live_objects(void)");
        NativeFunction function = await session.FunctionAsync(Faults.CppLibrary, prototype);
        CppException? thrown = null;
        for (int i = 0; i < 3; i++)
        {
            thrown = await Assert.ThrowsAsync<CppException>(async () => await function.InvokeAsync(arguments));
            Assert.Equal(0, (int)await live.InvokeAsync());
            Assert.Equal(session.ProcessId, (int)await process.InvokeAsync());
        }

        return thrown!;
    }
}
