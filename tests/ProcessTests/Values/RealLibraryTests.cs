using System.Text;
using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Values;

/// <summary>zlib and SQLite, used as an application would.</summary>
public sealed class RealLibraryTests : IAsyncLifetime
{
    private const int SqliteRow = 100, SqliteDone = 101; // sqlite3.h

    private RecordedHost _recorded = null!;

    public async ValueTask InitializeAsync() => _recorded = await RecordedHost.StartAsync();

    public ValueTask DisposeAsync() => _recorded.DisposeAsync();

    // The check value of CRC-32 (ISO-HDLC): "123456789" gives cbf43926.
    [Fact(Timeout = Patience.Deadline)]
    public async Task Zlib_computes_the_published_check_value()
    {
        IsolatedLibrary zlib = await LoadOrSkipAsync("z");
        NativeFunction crc = await zlib.FunctionAsync("unsigned long crc32(unsigned long crc, const unsigned char *buf, unsigned int len)");
        Assert.Equal(0xcbf43926UL, (ulong)await crc.InvokeAsync(0, Encoding.ASCII.GetBytes("123456789"), 9));
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(5_000_000)]
    public async Task Zlib_brings_back_what_it_compressed(int length)
    {
        IsolatedLibrary zlib = await LoadOrSkipAsync("z");
        NativeFunction bound = await zlib.FunctionAsync("unsigned long compressBound(unsigned long sourceLen)");
        NativeFunction compress = await zlib.FunctionAsync(
            "int compress(unsigned char *dest, unsigned long *destLen, const unsigned char *source, unsigned long sourceLen)");
        NativeFunction uncompress = await zlib.FunctionAsync(
            "int uncompress(unsigned char *dest, unsigned long *destLen, const unsigned char *source, unsigned long sourceLen)");
        byte[] original = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("Käse, мир, 世界. ", (length / 20) + 1)));
        NativeBuffer<byte> packed = NativeBuffer.Out<byte>(checked((int)(long)await bound.InvokeAsync(original.Length)));
        NativeBuffer<ulong> packedLength = NativeBuffer.InOut((ulong)packed.Length);
        Assert.Equal(0, (int)await compress.InvokeAsync(packed, packedLength, original, original.Length));
        Assert.InRange(packedLength.Value, 1UL, (ulong)packed.Length);

        NativeBuffer<byte> unpacked = NativeBuffer.Out<byte>(original.Length);
        NativeBuffer<ulong> unpackedLength = NativeBuffer.InOut((ulong)original.Length);
        Assert.Equal(0, (int)await uncompress.InvokeAsync(unpacked, unpackedLength, packed.Bytes[..(int)packedLength.Value].ToArray(), packedLength.Value));
        Assert.Equal((ulong)original.Length, unpackedLength.Value);
        Assert.True(unpacked.Bytes.SequenceEqual(original));

        // .NET's own reader of the same format agrees.
        using var reader = new System.IO.Compression.ZLibStream(new MemoryStream(packed.Bytes[..(int)packedLength.Value].ToArray()), System.IO.Compression.CompressionMode.Decompress);
        using var read = new MemoryStream();
        await reader.CopyToAsync(read, TestContext.Current.CancellationToken);
        Assert.Equal(original, read.ToArray());
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Sqlite_keeps_text_of_every_script()
    {
        const string Text = "Grüße, Привет, 世界, 🧀";
        await LoadOrSkipAsync("sqlite3");
        await using NativeSession session = await _recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        IsolatedLibrary sqlite = await session.LoadAsync("sqlite3", cancellationToken: TestContext.Current.CancellationToken);
        NativeFunction open = await sqlite.FunctionAsync("int sqlite3_open(const char *filename, sqlite3 **ppDb)");
        NativeFunction exec = await sqlite.FunctionAsync("int sqlite3_exec(sqlite3 *db, const char *sql, void *callback, void *context, char **errmsg)");
        NativeFunction prepare = await sqlite.FunctionAsync("int sqlite3_prepare_v2(sqlite3 *db, const char *zSql, int nByte, sqlite3_stmt **ppStmt, const char **pzTail)");
        NativeFunction bind = await sqlite.FunctionAsync("int sqlite3_bind_text(sqlite3_stmt *statement, int index, const char *text, int bytes, void *destructor)");
        NativeFunction step = await sqlite.FunctionAsync("int sqlite3_step(sqlite3_stmt *statement)");
        NativeFunction columnText = await sqlite.FunctionAsync("const char *sqlite3_column_text(sqlite3_stmt *statement, int column)");
        NativeFunction columnInt = await sqlite.FunctionAsync("int sqlite3_column_int(sqlite3_stmt *statement, int column)");
        NativeFunction finalize = await sqlite.FunctionAsync("int sqlite3_finalize(sqlite3_stmt *statement)");
        NativeFunction close = await sqlite.FunctionAsync("int sqlite3_close(sqlite3 *db)");

        var db = new PointerOut();
        Assert.Equal(0, (int)await open.InvokeAsync(":memory:", db));
        NativeArgument none = NativePointer.Null;
        Assert.Equal(0, (int)await exec.InvokeAsync(db.Value, $"CREATE TABLE t(id INTEGER, name TEXT); INSERT INTO t VALUES (1, '{Text}')", none, none, none));

        // A mistake is told by SQLite itself, through an out parameter.
        var message = new PointerOut();
        Assert.Equal(1, (int)await exec.InvokeAsync(db.Value, "SELEKT 1", none, none, message));
        Assert.Contains("SELEKT", session.ReadText(message.Value), StringComparison.Ordinal);

        var insert = new PointerOut();
        Assert.Equal(0, (int)await prepare.InvokeAsync(db.Value, "INSERT INTO t VALUES (2, ?)", -1, insert, none));
        NativeArgument copyIt = NativePointer.FromAddress(ulong.MaxValue); // SQLITE_TRANSIENT: the text is ours only during the call
        Assert.Equal(0, (int)await bind.InvokeAsync(insert.Value, 1, Text, -1, copyIt));
        Assert.Equal(SqliteDone, (int)await step.InvokeAsync(insert.Value));
        Assert.Equal(0, (int)await finalize.InvokeAsync(insert.Value));

        var select = new PointerOut();
        Assert.Equal(0, (int)await prepare.InvokeAsync(db.Value, "SELECT id, name, length(name) FROM t ORDER BY id", -1, select, none));
        for (int row = 1; row <= 2; row++)
        {
            Assert.Equal(SqliteRow, (int)await step.InvokeAsync(select.Value));
            Assert.Equal(row, (int)await columnInt.InvokeAsync(select.Value, 0));
            Assert.Equal(Text, (await columnText.InvokeAsync(select.Value, 1)).Text);
            Assert.Equal(Text.EnumerateRunes().Count(), (int)await columnInt.InvokeAsync(select.Value, 2));
        }

        Assert.Equal(SqliteDone, (int)await step.InvokeAsync(select.Value));
        Assert.Equal(0, (int)await finalize.InvokeAsync(select.Value));
        Assert.Equal(0, (int)await close.InvokeAsync(db.Value));
    }

    private async Task<IsolatedLibrary> LoadOrSkipAsync(string name)
    {
        try
        {
            return await _recorded.Host.LoadAsync(name);
        }
        catch (LibraryNotFoundException e)
        {
            Assert.Skip($"The library {name} is not on this machine: {e.Message}");
            throw;
        }
    }
}
