using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Callbacks;

/// <summary>Callbacks with functions of these tests' own: several at a time, those that free what they are given, and results in memory beside handles. Skipped
/// where there is no gcc.</summary>
public sealed class OwnFunctionTests : IAsyncLifetime
{
    private const string Source = """
        #include <stdlib.h>
        struct big { long n[6]; };
        static int frees;
        int pick(int (*first)(const char *text), int (*second)(const char *text)) { return first("a") * 10 + second("b"); }
        int once(int (*callback)(int value)) { return callback(1); }
        int *new_number(int value) { int *number = malloc(sizeof *number); *number = value; return number; }
        void free_number(int *number) { frees++; free(number); }
        void free_telling(int *number, void (*tell)(int value)) { tell(*number); free_number(number); }
        int count_frees(void) { return frees; }
        void *counted_malloc(size_t size) { return malloc(size); }
        void counted_free(void *memory) { frees++; free(memory); }
        int fill(int (*filler)(int *numbers, int count, char *text)) { int numbers[] = { 1, 2, 3 }; char text[8] = "old"; return filler(numbers, 3, text) + numbers[1]; }
        int take_telling(char *text, int (*tell)(int value)) { int told = tell(text[0]); counted_free(text); return told; }
        struct big six_times(const int *number) { struct big b; for (int i = 0; i < 6; i++) b.n[i] = *number + i; return b; }

        """;

    private const string Header = """
        struct big { long n[6]; };
        int pick(int (*first)(const char *text), int (*second)(const char *text));
        int once(int (*callback)(int value));
        int *new_number(int value) __attribute__((malloc(free_number), malloc(free_telling, 1)));
        void free_number(int *number);
        void free_telling(int *number, void (*tell)(int value));
        int count_frees(void);
        int take_telling(char *text, int (*tell)(int value));
        int fill(int (*filler)(int *numbers, int count, char *text));
        struct big six_times(const int *number);
        """;

    private readonly Declarations _declarations = Declarations.Parse(Header);
    private readonly string _path = OwnTemporaryFolder.NewFile() + ".so";
    private RecordedHost _recorded = null!;

    public static TheoryData<LaneChoice> Lanes => [LaneChoice.Rpc, LaneChoice.SharedMemory];

    public async ValueTask InitializeAsync()
    {
        CCompiler.CompileLibrary(Source, _path);
        _recorded = await RecordedHost.StartAsync(RecordedHost.Options with { MaxWorkers = 1, Spares = 0 });
    }

    public ValueTask DisposeAsync() => _recorded?.DisposeAsync() ?? ValueTask.CompletedTask;

    // From 512 on, trampolines of calls that have ended are used again: never one of the same call.
    [Fact(Timeout = Patience.Deadline)]
    public async Task Two_callbacks_of_one_call_are_two_functions_however_many_there_were_before()
    {
        IsolatedLibrary library = await _recorded.Host.LoadAsync(_path, _declarations);
        NativeFunction once = await library.FunctionAsync("once"), pick = await library.FunctionAsync("pick");
        for (int i = 0; i < 512; i++)
        {
            int own = i;
            Assert.Equal(own + 1, (int)once.Invoke(NativeCallback.Of((int value) => own + value)));
        }

        for (int i = 0; i < 600; i++)
        {
            Assert.Equal(12, (int)pick.Invoke(NativeCallback.Of((string text) => text == "a" ? 1 : 5), NativeCallback.Of((string text) => text == "b" ? 2 : 6)));
        }
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_handle_whose_deallocator_called_back_and_failed_there_is_freed_all_the_same(bool isAsync)
    {
        await using NativeSession session = await _recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        IsolatedLibrary library = await session.LoadAsync(_path, _declarations, TestContext.Current.CancellationToken);
        NativeFunction make = await library.FunctionAsync("new_number"), free = await library.FunctionAsync("free_telling"), count = await library.FunctionAsync("count_frees");
        NativeHandle handle = make.Invoke(7).Handle!;
        NativeCallback fails = NativeCallback.Of(void (int value) => throw new InvalidDataException($"not {value}"));
        InvalidDataException e = isAsync
            ? await Assert.ThrowsAsync<InvalidDataException>(async () => await free.InvokeAsync(handle, fails))
            : Assert.Throws<InvalidDataException>(() => free.Invoke(handle, fails));
        Assert.Equal("not 7", e.Message);
        Assert.True(handle.IsFreed);
        handle.Dispose();
        Assert.Equal(1, (int)count.Invoke());
        Assert.Empty(_recorded.Recording.Crashes);
    }

    /// <summary>By its type the exception could be one of the host's, from before anything ran.</summary>
    [Theory(Timeout = Patience.Deadline)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Memory_that_was_taken_over_is_not_freed_again_when_a_callback_fails(bool inSession)
    {
        await using NativeSession session = await _recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        IsolatedLibrary library = inSession
            ? await session.LoadAsync(_path, _declarations, TestContext.Current.CancellationToken)
            : await _recorded.Host.LoadAsync(_path, _declarations);
        NativeFunction take = await library.FunctionAsync("take_telling"), count = await library.FunctionAsync("count_frees");
        NativeCallback fails = NativeCallback.Of(int (int value) => throw new ArgumentException($"not {(char)value}"));
        TransferredMemory text = NativeBuffer.Transfer("x", "counted_malloc", "counted_free");
        Assert.Equal("not x", Assert.Throws<ArgumentException>(() => take.Invoke(text, fails)).Message);
        Assert.Equal(1, (int)count.Invoke());
        Assert.Empty(_recorded.Recording.Crashes);
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_function_that_is_given_a_handle_returns_a_large_struct(bool isAsync)
    {
        await using NativeSession session = await _recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        IsolatedLibrary library = await session.LoadAsync(_path, _declarations, TestContext.Current.CancellationToken);
        NativeFunction make = await library.FunctionAsync("new_number"), large = await library.FunctionAsync("six_times");
        using NativeHandle handle = make.Invoke(40).Handle!;
        NativeResult result = isAsync ? await large.InvokeAsync(handle) : large.Invoke(handle);
        Assert.Equal([40L, 41, 42, 43, 44, 45], System.Runtime.InteropServices.MemoryMarshal.Cast<byte, long>(result.Struct!.Bytes).ToArray());
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_callback_reads_what_it_has_written_and_text_ends_at_its_terminator(LaneChoice lane)
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane });
        NativeFunction fill = await (await recorded.Host.LoadAsync(_path, _declarations)).FunctionAsync("fill");
        string? before = null, after = null;
        using NativeCallback filler = NativeCallback.Of(arguments =>
        {
            before = arguments.As<string>(2);
            arguments.Write(2, "new!\0"u8);
            after = arguments.As<string>(2);
            arguments.Write(0, System.Runtime.InteropServices.MemoryMarshal.AsBytes<int>([10, 20]));
            return arguments.Read<int>(0) + arguments.Read<int>(0, 1) + arguments.Read<int>(0, 2);
        }).As("int filler(int *numbers, int count, char *text) __attribute__((access(read_write, 1, 2), access(read_write, 3, 2)))");
        Assert.Equal(10 + 20 + 3 + 20, (int)fill.Invoke(filler));
        Assert.Equal(("old", "new!"), (before, after));
    }

    /// <summary>A session's callback calls another session, whose callback calls the first again: all of it on one thread, which has both turns.</summary>
    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_callback_may_call_its_session_from_within_a_callback_of_another(LaneChoice lane)
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane });
        await using NativeSession first = await recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        await using NativeSession second = await recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        NativeFunction one = await (await first.LoadAsync(_path, _declarations)).FunctionAsync("once");
        NativeFunction two = await (await second.LoadAsync(_path, _declarations)).FunctionAsync("once");
        NativeCallback innermost = NativeCallback.Of((int value) => value + 100);
        NativeCallback middle = NativeCallback.Of((int value) => value + (int)one.Invoke(innermost));
        NativeCallback outer = NativeCallback.Of((int value) => value + (int)two.Invoke(middle));
        Task<int> calling = Task.Run(() => (int)one.Invoke(outer));
        Assert.Equal(103, await calling.WaitAsync(Patience.Unexpected, TestContext.Current.CancellationToken));
        Assert.Equal(103, (int)await one.InvokeAsync(outer));
    }

    /// <summary>The worker waits for the callback's answer when it is killed: the call that is made within comes too late to have had a part in it.</summary>
    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_call_that_was_never_begun_within_a_callback_is_not_blamed(LaneChoice lane)
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane });
        await using NativeSession session = await recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        IsolatedLibrary library = await session.LoadAsync(_path, _declarations, TestContext.Current.CancellationToken);
        NativeFunction once = await library.FunctionAsync("once"), count = await library.FunctionAsync("count_frees");
        count.Invoke();
        NativeCallback kills = NativeCallback.Of((int value) =>
        {
            using var process = System.Diagnostics.Process.GetProcessById(session.ProcessId);
            process.Kill();
            return (int)count.Invoke();
        });
        CrashReport report = Assert.Throws<NativeCrashException>(() => once.Invoke(kills)).Report;
        Assert.DoesNotContain("flight recorder", report.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(("once", "SIGKILL"), (report.Call!.Function, report.SignalName));
    }
}
