using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Ownership;

/// <summary>Ownership together with what other parts of the language do: results in memory, variadic functions, wide text.</summary>
public sealed class OwnershipOfEveryTypeTests : IAsyncLifetime
{
    private const string Source = """
        #include <stdlib.h>
        #include <string.h>
        struct three { long a, b, c; };
        static int alive;
        int owned_alive(void) { return alive; }
        void __attribute__((ms_abi)) release(void *memory) { alive--; free(memory); }
        char *copy(const char *text) { alive++; return strdup(text); }
        int *number(int value) { int *memory = malloc(sizeof *memory); *memory = value; return memory; }
        struct three three_from(const int *number) { return (struct three){ *number, *number + 1, *number + 2 }; }
        """;

    private const string Header = """
        struct three { long a, b, c; };
        struct letters { char a, b; };
        int owned_alive(void);
        void release(void *memory) __attribute__((ms_abi));
        char *copy(const char *text) __attribute__((malloc(release)));
        int *number(int value) __attribute__((malloc(free)));
        struct three three_from(const int *number);
        """;

    private readonly string _path = OwnTemporaryFolder.NewFile() + ".so";
    private RecordedHost _recorded = null!;
    private NativeSession _session = null!;
    private IsolatedLibrary _c = null!;

    public async ValueTask InitializeAsync()
    {
        CCompiler.CompileLibrary(Source, _path);
        _recorded = await RecordedHost.StartAsync(RecordedHost.Options with { MaxWorkers = 1, Spares = 0 });
        _session = await _recorded.Host.OpenSessionAsync();
        _c = await _session.LoadAsync("c");
    }

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        await _recorded.DisposeAsync();
    }

    // Three longs are returned in memory (System V ABI 3.2.3: larger than two eightbytes).
    [Theory(Timeout = Patience.Deadline)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_result_in_memory_goes_with_a_handle_as_argument(bool isAsync)
    {
        IsolatedLibrary library = await _session.LoadAsync(_path, Header);
        using NativeHandle handle = (await library.FunctionAsync("number")).Invoke(1).Handle!;
        NativeFunction three = await library.FunctionAsync("three_from");
        NativeResult result = isAsync ? await three.InvokeAsync(handle) : three.Invoke(handle);
        Assert.Equal("{1, 2, 3}", result.ToString());
    }

    // asprintf(3): "The pointer returned via strp should be passed to free(3)".
    [Theory(Timeout = Patience.Deadline)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Asprintf_gives_its_text_by_an_owned_out_parameter(bool isAsync)
    {
        NativeFunction print = await _c.FunctionAsync("int asprintf(char **text, const char *format, ...)");
        var text = new PointerOut(await _c.FunctionAsync("void free(void *memory)"));
        Assert.Equal(11, (int)(isAsync ? await print.InvokeAsync(text, "%d + %.1f=%s", 1, 2.5, "3,5") : print.Invoke(text, "%d + %.1f=%s", 1, 2.5, "3,5")));
        Assert.Equal("1 + 2.5=3,5", _session.ReadText(text.Value));
        text.Handle!.Dispose();
        Assert.Throws<StaleHandleException>(() => _session.ReadText(text.Value));
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sqlite_mprintf_is_freed_by_sqlite(bool inSession)
    {
        IsolatedLibrary sqlite;
        try
        {
            sqlite = inSession ? await _session.LoadAsync("sqlite3") : await _recorded.Host.LoadAsync("sqlite3");
        }
        catch (LibraryNotFoundException e)
        {
            Assert.Skip(e.Message);
            throw;
        }

        NativeFunction print = await sqlite.FunctionAsync("char *sqlite3_mprintf(const char *format, ...) __attribute__((malloc(sqlite3_free)))");
        NativeFunction used = await sqlite.FunctionAsync("long long sqlite3_memory_used(void)");
        Assert.Equal("it''s 1.5", (string?)print.Invoke("%q %.1f", "it's", 1.5));
        long before = (long)used.Invoke();
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal("it''s 1.5", (string?)print.Invoke("%q %.1f", "it's", 1.5));
        }

        Assert.Equal(before, (long)used.Invoke());
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_freed_handle_is_refused_among_variadic_arguments(bool isAsync)
    {
        NativeHandle handle = (await _session.FaultAsync("void *owned_text(const char *text) __attribute__((malloc(owned_free)))")).Invoke("text").Handle!;
        NativeFunction print = await _c.FunctionAsync("int snprintf(char *buffer, size_t size, const char *format, ...)");
        Assert.Equal(4, (int)(isAsync ? await print.InvokeAsync(NativeBuffer.Out<byte>(16), 16, "%s", handle) : print.Invoke(NativeBuffer.Out<byte>(16), 16, "%s", handle)));
        handle.Dispose();
        Assert.Throws<StaleHandleException>(() => print.Invoke(NativeBuffer.Out<byte>(16), 16, "%s", handle));
    }

    // wcsdup(3): "Memory for the new wide-character string is obtained with malloc(3), and should be freed with free(3)."
    [Theory(Timeout = Patience.Deadline)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wide_text_is_copied_and_freed(bool inSession)
    {
        IsolatedLibrary c = inSession ? _c : await _recorded.Host.LoadAsync("c");
        NativeFunction wcsdup = await c.FunctionAsync("wchar_t *wcsdup(const wchar_t *s) __attribute__((malloc(free)))");
        NativeResult result = wcsdup.Invoke("Grüße 🧀");
        Assert.Equal("Grüße 🧀", (string?)result);
        Assert.Throws<InvalidOperationException>(() => result.Pointer);
    }

    // UTF-8 where the function reads units of 32 bits would be a wrong value without a sign of it.
    [Fact(Timeout = Patience.Deadline)]
    public async Task Text_that_outlives_the_call_is_refused_where_the_parameter_takes_another_encoding()
    {
        NativeFunction length = await _c.FunctionAsync("size_t wcslen(const wchar_t *s)");
        NativeFunction latin = await _c.FunctionAsync("size_t strlen(const char *s)", System.Text.Encoding.Latin1);
        Assert.Equal(5, (int)length.Invoke("Grüße"));
        Assert.Contains("UTF-8", Assert.Throws<ArgumentException>(() => length.Invoke(NativeBuffer.Keep("Grüße"))).Message, StringComparison.Ordinal);
        Assert.Contains("UTF-8", Assert.Throws<ArgumentException>(() => latin.Invoke(NativeBuffer.Transfer("Grüße"))).Message, StringComparison.Ordinal);
        Assert.Equal(4, (int)latin.Invoke(NativeBuffer.Keep("text"))); // the same bytes in both
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task What_frees_is_called_as_the_declarations_say()
    {
        IsolatedLibrary library = await _session.LoadAsync(_path, Header);
        Assert.Equal("text", (string?)(await library.FunctionAsync("copy")).Invoke("text"));
        Assert.Equal(0, (int)(await library.FunctionAsync("owned_alive")).Invoke());
        IsolatedLibrary wrong = await _session.LoadAsync(_path, "char *copy(const char *text) __attribute__((malloc(release))); void release(void *memory, int how);");
        await Assert.ThrowsAsync<CallRejectedException>(() => wrong.FunctionAsync("copy"));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_struct_is_not_lent_where_it_would_be_freed()
    {
        IsolatedLibrary faults = await _session.LoadAsync(
            Faults.Library, "struct letters { char a, b; }; int take_text(struct letters *text) __attribute__((ownership_takes(malloc, 1)));");
        NativeFunction take = await faults.FunctionAsync("take_text");
        Assert.Throws<ArgumentException>(() => take.Invoke(new NativeStruct((RecordType)((PointerType)take.Prototype.Parameters[0].Type).Pointee)));
    }
}
