using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Ownership;

/// <summary>Results of calls whose caller went away while they ran, and handles that are freed while a call waits for its turn.</summary>
public sealed class AbandonedResultTests : IAsyncLifetime
{
    private const string Source = """
        #include <stdlib.h>
        #include <string.h>
        #include <time.h>
        #include <unistd.h>
        static int alive, frees;
        static char release_path[4096];
        void hold(const char *path) { strncpy(release_path, path, sizeof release_path - 1); }
        int owned_alive(void) { return alive; }
        int owned_frees(void) { return frees; }
        void release(void *memory) { alive--; frees++; free(memory); }
        int value(const int *number) { return *number; }
        void wait_inside(void)
        {
            struct timespec time = { 0, 1000000 };
            if (write(1, "inside\n", 7) == 7)
                while (access(release_path, F_OK) != 0)
                    nanosleep(&time, NULL);
        }
        int *number(int value) { int *memory = malloc(sizeof *memory); alive++; *memory = value; return memory; }
        int *number_late(int value) { wait_inside(); return number(value); }
        char *text_late(void) { wait_inside(); alive++; return strdup("text"); }
        void out_late(char **out) { wait_inside(); alive++; *out = strdup("text"); }
        """;

    private const string Header = """
        int owned_alive(void);
        int owned_frees(void);
        void hold(const char *path);
        void release(void *memory);
        int value(const int *number);
        void wait_inside(void);
        int *number(int value) __attribute__((malloc(release)));
        int *number_late(int value) __attribute__((malloc(release)));
        char *text_late(void) __attribute__((malloc(release)));
        void out_late(char **out);
        """;

    private readonly string _path = OwnTemporaryFolder.NewFile() + ".so";

    /// <summary>Calls that wait inside go on when this file is there.</summary>
    private readonly string _release = OwnTemporaryFolder.NewFile();
    private RecordedHost _recorded = null!;
    private NativeSession _session = null!;
    private IsolatedLibrary _library = null!;

    public async ValueTask InitializeAsync()
    {
        CCompiler.CompileLibrary(Source, _path);
        _recorded = await RecordedHost.StartAsync();
        _session = await _recorded.Host.OpenSessionAsync();
        _library = await _session.LoadAsync(_path, Header);
        (await _library.FunctionAsync("hold")).Invoke(_release);
    }

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        await _recorded.DisposeAsync();
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData("number_late")]
    [InlineData("text_late")]
    [InlineData("out_late")]
    public async Task What_a_call_gives_after_its_caller_went_away_is_freed_once(string function)
    {
        NativeFunction late = await _library.FunctionAsync(function);
        var text = new PointerOut(await _library.FunctionAsync("release"));
        NativeArgument[] arguments = function switch
        {
            "number_late" => [1],
            "out_late" => [text],
            _ => [],
        };
        using var impatient = new CancellationTokenSource();
        Task<NativeResult> call = late.InvokeAsync(impatient.Token, arguments).AsTask();
        await _recorded.Recording.UntilSaidAsync("inside");
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await File.WriteAllTextAsync(_release, "");

        // These wait for their turn, which ends with the call and what it frees.
        Assert.Equal(0, (int)(await _library.FunctionAsync("owned_alive")).Invoke());
        Assert.Equal(1, (int)(await _library.FunctionAsync("owned_frees")).Invoke());
        Assert.Empty(_session.OpenHandles);
        Assert.Null(text.Handle);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_call_that_waited_while_its_handle_was_freed_is_refused()
    {
        NativeFunction wait = await _library.FunctionAsync("wait_inside"), value = await _library.FunctionAsync("value"), release = await _library.FunctionAsync("release");
        NativeHandle handle = (await _library.FunctionAsync("number")).Invoke(1).Handle!;
        Task<NativeResult> first = wait.InvokeAsync().AsTask();
        await _recorded.Recording.UntilSaidAsync("inside");
        Task freed = handle.DisposeAsync().AsTask();

        // The handle is open when these are asked for, and freed when it is their turn.
        Task<NativeResult> used = value.InvokeAsync(handle).AsTask(), freedAgain = release.InvokeAsync(handle).AsTask();
        Assert.False(handle.IsFreed);
        await File.WriteAllTextAsync(_release, "");
        await first;
        await freed;
        StaleHandleException stale = await Assert.ThrowsAsync<StaleHandleException>(() => used);
        Assert.Contains("number #1 was freed by release when it was disposed", stale.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StaleHandleException>(() => freedAgain);
        Assert.Equal((0, 1), ((int)(await _library.FunctionAsync("owned_alive")).Invoke(), (int)(await _library.FunctionAsync("owned_frees")).Invoke()));
    }
}
