using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.BadInput;

public sealed class NullArgumentTests
{
    [Fact(Timeout = Patience.Deadline)]
    public async Task A_bare_null_is_told_how_the_null_pointer_is_passed()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync();
        NativeFunction strlen = await recorded.Host.FunctionAsync("c", "size_t strlen(const char *s)");

        var mistake = Assert.Throws<ArgumentException>(() => strlen.Invoke(null));
        Assert.Contains("NativePointer.Null", mistake.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_session_refuses_to_repeat_a_call()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync();
        await using NativeSession session = await recorded.Host.OpenSessionAsync();
        NativeFunction abs = await session.FunctionAsync("c", "int abs(int n)");
        await Assert.ThrowsAsync<ArgumentException>(() => abs.InvokeAsync(new CallOptions { Retry = true }, -1).AsTask());
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_variable_is_not_called()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync();
        var mistake = await Assert.ThrowsAsync<SymbolNotFoundException>(() => recorded.Host.FunctionAsync("c", "int environ(void)"));
        Assert.Contains("data, not a function", mistake.Message, StringComparison.Ordinal);
        Assert.Empty(recorded.Recording.Crashes);
    }
}
