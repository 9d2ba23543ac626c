using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Ownership;

/// <summary>SQLite and the C library, with the attributes that their headers have or could have.</summary>
public sealed class RealOwnershipTests : IAsyncLifetime
{
    private RecordedHost _recorded = null!;
    private NativeSession _session = null!;

    public async ValueTask InitializeAsync()
    {
        _recorded = await RecordedHost.StartAsync();
        _session = await _recorded.Host.OpenSessionAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        await _recorded.DisposeAsync();
    }

    // sqlite3.h: sqlite3_memory_used() is the number of bytes that sqlite3_malloc gave and sqlite3_free did not take back.
    [Fact(Timeout = Patience.Deadline)]
    public async Task Sqlite_gets_back_all_the_memory_that_it_gave()
    {
        IsolatedLibrary sqlite = await LoadOrSkipAsync("sqlite3");
        NativeFunction used = await sqlite.FunctionAsync("long long sqlite3_memory_used(void)");
        NativeFunction expanded = await sqlite.FunctionAsync("char *sqlite3_expanded_sql(sqlite3_stmt *statement) __attribute__((malloc(sqlite3_free)))");
        NativeFunction close = await sqlite.FunctionAsync("int sqlite3_close(sqlite3 *db)"), finalize = await sqlite.FunctionAsync("int sqlite3_finalize(sqlite3_stmt *statement)");
        NativeFunction open = await sqlite.FunctionAsync("int sqlite3_open(const char *filename, sqlite3 **ppDb)");
        NativeFunction prepare = await sqlite.FunctionAsync("int sqlite3_prepare_v2(sqlite3 *db, const char *zSql, int nByte, sqlite3_stmt **ppStmt, const char **pzTail)");
        var db = new PointerOut(close);
        Assert.Equal(0, (int)open.Invoke(":memory:", db));
        var statement = new PointerOut(finalize);
        Assert.Equal(0, (int)prepare.Invoke(db.Handle, "SELECT 1, 'Käse'", -1, statement, NativePointer.Null));
        expanded.Invoke(statement.Handle);
        long before = (long)used.Invoke();
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal("SELECT 1, 'Käse'", (string?)expanded.Invoke(statement.Handle));
        }

        Assert.Equal(before, (long)used.Invoke());
        Assert.Equal(["sqlite3_open #1", "sqlite3_prepare_v2 #2"], _session.OpenHandles.Select(handle => handle.Name));
        statement.Handle!.Dispose();
        Assert.Equal(0, (int)close.Invoke(db.Handle));
        db.Handle!.Dispose();
        Assert.Throws<StaleHandleException>(() => close.Invoke(db.Handle));
        Assert.Empty(_session.OpenHandles);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Sqlite_takes_over_memory_of_its_own_allocator()
    {
        IsolatedLibrary sqlite = await LoadOrSkipAsync("sqlite3");
        NativeFunction used = await sqlite.FunctionAsync("long long sqlite3_memory_used(void)"), free = await sqlite.FunctionAsync("void sqlite3_free(void *memory)");
        free.Invoke(NativeBuffer.Transfer("warm", "sqlite3_malloc64", "sqlite3_free"));
        long before = (long)used.Invoke();
        free.Invoke(NativeBuffer.Transfer("text", "sqlite3_malloc64", "sqlite3_free"));
        Assert.Equal(before, (long)used.Invoke());
    }

    // fopen(3), getline(3), fclose(3).
    [Fact(Timeout = Patience.Deadline)]
    public async Task A_file_is_opened_read_and_closed()
    {
        string path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, "first\nsecond\n", TestContext.Current.CancellationToken);
            IsolatedLibrary c = await LoadOrSkipAsync("c");
            NativeFunction open = await c.FunctionAsync("FILE *fopen(const char *path, const char *mode) __attribute__((malloc(fclose, 1), malloc(freopen, 3)))");
            NativeFunction getline = await c.FunctionAsync("ssize_t getline(char **line, size_t *size, FILE *stream)"), free = await c.FunctionAsync("void free(void *memory)");
            NativeHandle file = open.Invoke(path, "r").Handle!;
            foreach (string expected in (string[])["first\n", "second\n"])
            {
                var line = new PointerOut(free);
                Assert.Equal(expected.Length, (int)getline.Invoke(line, NativeBuffer.InOut(0UL), file));
                using NativeHandle owned = line.Handle!;
                Assert.Equal(expected, _session.ReadText(owned.Pointer));
            }

            // At the end getline gives memory too, and says -1 (getline(3): "it should be freed even if getline() failed").
            var none = new PointerOut(free);
            Assert.Equal(-1, (int)getline.Invoke(none, NativeBuffer.InOut(0UL), file));
            none.Handle?.Dispose();
            Assert.Equal([file], _session.OpenHandles);

            // freopen(3) closes the stream that it is given: the handle is freed by its third parameter, and the result is a new one.
            NativeFunction reopen = await c.FunctionAsync("FILE *freopen(const char *path, const char *mode, FILE *stream) __attribute__((malloc(fclose)))");
            NativeHandle again = reopen.Invoke(path, "r", file).Handle!;
            Assert.True(file.IsFreed);
            Assert.Equal([again], _session.OpenHandles);
            Assert.Equal(0, (int)(await c.FunctionAsync("int fclose(FILE *stream)")).Invoke(again));
            Assert.Empty(_session.OpenHandles);
        }
        finally
        {
            File.Delete(path);
        }
    }

    // opendir(3), dirfd(3).
    [Fact(Timeout = Patience.Deadline)]
    public async Task A_directory_stream_is_closed_by_its_handle()
    {
        IsolatedLibrary c = await LoadOrSkipAsync("c");
        NativeFunction open = await c.FunctionAsync("DIR *opendir(const char *name) __attribute__((malloc(closedir)))"), descriptor = await c.FunctionAsync("int dirfd(DIR *directory)");
        int first;
        await using (NativeHandle directory = (await open.InvokeAsync("/")).Handle!)
        {
            first = (int)await descriptor.InvokeAsync(directory);
        }

        // The lowest free descriptor is given (open(2)): the one that was closed.
        await using NativeHandle next = (await open.InvokeAsync("/")).Handle!;
        Assert.Equal(first, (int)await descriptor.InvokeAsync(next));
    }

    private async Task<IsolatedLibrary> LoadOrSkipAsync(string name)
    {
        try
        {
            return await _session.LoadAsync(name);
        }
        catch (LibraryNotFoundException e)
        {
            Assert.Skip($"The library {name} is not on this machine: {e.Message}");
            throw;
        }
    }
}
