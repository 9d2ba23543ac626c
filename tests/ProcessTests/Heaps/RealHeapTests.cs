using System.Text;
using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Heaps;

/// <summary>Real libraries, used as they are meant to be, under a guarded heap: nothing is told that is none.</summary>
public sealed class RealHeapTests(HeapScene scene) : IClassFixture<HeapScene>
{
    private const string Text = "<list><item n='1'>one</item><item n='2'>two</item></list>";

    [Theory(Timeout = Patience.Deadline)]
    [InlineData(LaneChoice.SharedMemory)]
    [InlineData(LaneChoice.Rpc)]
    public async Task Sqlite_works_and_gives_everything_back(LaneChoice lane)
    {
        await using NativeSession session = await scene.OpenAsync(lane);
        IsolatedLibrary sqlite = await LoadOrSkipAsync(session, "sqlite3");
        NativeFunction open = sqlite.Function("int sqlite3_open(const char *filename, sqlite3 **ppDb)"), close = sqlite.Function("int sqlite3_close(sqlite3 *db)");
        NativeFunction exec = sqlite.Function("int sqlite3_exec(sqlite3 *db, const char *sql, int (*callback)(void *, int, char **, char **), void *argument, char **message)");
        var db = new PointerOut();
        Assert.Equal(0, (int)open.Invoke(":memory:", db));
        Assert.Equal(0, (int)exec.Invoke(db.Value, "CREATE TABLE t (n INTEGER PRIMARY KEY, s TEXT); CREATE INDEX i ON t (s)", NativePointer.Null, NativePointer.Null, NativePointer.Null));
        Assert.Equal(0, (int)exec.Invoke(
            db.Value, "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 500) INSERT INTO t SELECT n, hex(randomblob(40)) FROM c", NativePointer.Null, NativePointer.Null, NativePointer.Null));
        int rows = 0;
        NativeCallback count = NativeCallback.Of(_ => ++rows - rows);
        Assert.Equal(0, (int)exec.Invoke(db.Value, "SELECT s FROM t ORDER BY s DESC LIMIT 20", count, NativePointer.Null, NativePointer.Null));
        Assert.Equal(20, rows);
        Assert.True(session.ReadHeap().Bytes > 0);
        Assert.Equal(0, (int)close.Invoke(db.Value));
        sqlite.Function("int sqlite3_shutdown(void)").Invoke();
        Assert.DoesNotContain(session.ReadHeap().Uses, use => use.Function?.StartsWith("sqlite3_exec", StringComparison.Ordinal) == true);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task What_sqlite_allocated_is_not_freed_by_free_and_not_the_other_way_around()
    {
        await using NativeSession session = await scene.OpenAsync(LaneChoice.SharedMemory);
        IsolatedLibrary sqlite = await LoadOrSkipAsync(session, "sqlite3");
        NativePointer text = sqlite.Function("void *sqlite3_malloc(int n)").Invoke(16).Pointer;
        CrashReport report = HeapScene.Crash(session.Load("c").Function("void free(void *p)"), text);
        Assert.Contains(report.Hints, hint => hint.StartsWith("If sqlite3_malloc gave this address,", StringComparison.Ordinal) && hint.EndsWith(" and not by free.", StringComparison.Ordinal));

        await using NativeSession other = await scene.OpenAsync(LaneChoice.SharedMemory);
        NativePointer block = other.Load("c").Function("void *malloc(size_t size)").Invoke(16).Pointer;
        IsolatedLibrary its = await LoadOrSkipAsync(other, "sqlite3");
        its.Function("int sqlite3_initialize(void)").Invoke();
        CrashReport second = HeapScene.Crash(its.Function("void sqlite3_free(void *p)"), block);
        Assert.Contains(second.Hints, hint => hint.StartsWith("sqlite3_free probably frees what an allocator of its own library gave", StringComparison.Ordinal) && hint.EndsWith(": free it by free.", StringComparison.Ordinal));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Zlib_packs_and_unpacks()
    {
        await using NativeSession session = await scene.OpenAsync(LaneChoice.SharedMemory);
        IsolatedLibrary zlib = await LoadOrSkipAsync(session, "z");
        NativeFunction pack = zlib.Function("int compress2(unsigned char *dest, unsigned long *length, const unsigned char *source, unsigned long count, int level)");
        NativeFunction unpack = zlib.Function("int uncompress(unsigned char *dest, unsigned long *length, const unsigned char *source, unsigned long count)");
        byte[] content = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(Text, 2_000)));
        for (int level = 1; level <= 9; level += 4)
        {
            var packed = new byte[content.Length];
            ulong[] length = [(ulong)packed.Length];
            Assert.Equal(0, (int)pack.Invoke(NativeBuffer.InOut(packed), NativeBuffer.InOut(length), content, content.Length, level));
            byte[] unpacked = new byte[content.Length];
            ulong[] count = [(ulong)unpacked.Length];
            Assert.Equal(0, (int)unpack.Invoke(NativeBuffer.InOut(unpacked), NativeBuffer.InOut(count), packed.AsSpan(0, (int)length[0]).ToArray(), length[0]));
            Assert.Equal(content, unpacked);
        }

        Assert.DoesNotContain(session.ReadHeap().Uses, use => !use.IsOfLoading);
    }

    // getline(3), open_memstream(3), regcomp(3), getaddrinfo(3): each allocates in its own way.
    [Fact(Timeout = Patience.Deadline)]
    public async Task The_C_library_works()
    {
        await using NativeSession session = await scene.OpenAsync(LaneChoice.SharedMemory);
        IsolatedLibrary c = session.Load("c");
        NativeFunction fopen = c.Function("FILE *fopen(const char *path, const char *mode)"), fclose = c.Function("int fclose(FILE *stream)"), free = c.Function("void free(void *p)");
        NativeFunction getline = c.Function("ssize_t getline(char **line, size_t *size, FILE *stream)");
        NativePointer maps = fopen.Invoke("/proc/self/maps", "r").Pointer;
        NativePointer line = session.Allocate(16);
        int lines = 0;
        while ((long)getline.Invoke(line, line + 8, maps) > 0)
        {
            lines++;
        }

        Assert.True(lines > 20);
        free.Invoke(session.ReadPointer(line));
        fclose.Invoke(maps);
        session.Free(line);
        NativePointer regex = session.Allocate(64);
        Assert.Equal(0, (int)c.Function("int regcomp(void *regex, const char *pattern, int flags)").Invoke(regex, "(a|b)+[0-9]{2,5}$", 1));
        Assert.Equal(0, (int)c.Function("int regexec(const void *regex, const char *text, size_t n, void *match, int flags)").Invoke(regex, "xxabab123", 0, NativePointer.Null, 0));
        c.Function("void regfree(void *regex)").Invoke(regex);
        session.Free(regex);
        NativeFunction setlocale = c.Function("char *setlocale(int category, const char *locale)");
        Assert.NotNull(setlocale.Invoke(6, "C.UTF-8").Text);
        NativeFunction popen = c.Function("FILE *popen(const char *command, const char *mode)"), fgetc = c.Function("int fgetc(FILE *stream)");
        NativePointer child = popen.Invoke("echo $LD_PRELOAD.", "r").Pointer;
        Assert.Equal('.', (char)(int)fgetc.Invoke(child));
        Assert.Equal(0, (int)c.Function("int pclose(FILE *stream)").Invoke(child));
    }

    private static async Task<IsolatedLibrary> LoadOrSkipAsync(NativeSession session, string name)
    {
        try
        {
            return await session.LoadAsync(name);
        }
        catch (LibraryNotFoundException e)
        {
            Assert.Skip(e.Message);
            throw;
        }
    }
}
