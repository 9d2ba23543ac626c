// SQLite: statements, rows, a blob, a callback for each row, and an SQL function written in C#.
namespace FfiIsolation.Samples.RealLibraries;

internal static class Sqlite
{
    private const int Ok = 0, Row = 100, Done = 101, Utf8 = 1;

    /// <summary>SQLITE_TRANSIENT: SQLite copies what it is given, so that it may be lent for the call.</summary>
    private static readonly NativePointer s_copy = NativePointer.FromAddress(ulong.MaxValue);

    public static void Run(NativeHost host, string folder)
    {
        using NativeSession session = host.OpenSession();       // one worker of its own: the database lives there
        ISqlite sqlite = ISqlite.On(session);
        Step.Print("version", sqlite.Version());
        Step.Is("open", Ok, sqlite.Open(":memory:", out NativeHandle db));
        using (db)                                              // closed by sqlite3_close_v2
        {
            FillAndRead(session, sqlite, db);
            CallBack(session, sqlite, db);
        }

        Step.Crashes("changes of no database", () => sqlite.Changes(null));
        using NativeSession next = host.OpenSession();
        Step.Is("and the next", Ok, ISqlite.On(next).Open(":memory:", out NativeHandle another));
        another.Dispose();
    }

    private static void FillAndRead(NativeSession session, ISqlite sqlite, NativeHandle db)
    {
        Execute(sqlite, db, "create table photo (id integer primary key, name text, weight real, content blob)");
        byte[] content = new byte[1 << 20];
        new Random(1).NextBytes(content);

        Step.Is("prepare", Ok, sqlite.Prepare(db, "insert into photo (name, weight, content) values (?, ?, ?)", -1, out NativeHandle insert, NativePointer.Null));
        using (insert)                                          // sqlite3_finalize
        {
            Step.Is("bind", Ok, sqlite.BindText(insert, 1, "Käse", -1, s_copy));
            Step.Is("bind", Ok, sqlite.BindDouble(insert, 2, 2.5));
            Step.Is("bind", Ok, sqlite.BindBlob(insert, 3, content, content.Length, s_copy));
            Step.Is("insert", Done, sqlite.Next(insert));
        }

        Step.Is("prepare", Ok, sqlite.Prepare(db, "select name, weight, content, hex(substr(content, -2)), length(content) from photo", -1, out NativeHandle select, NativePointer.Null));
        using (select)
        {
            Step.Is("select", Row, sqlite.Next(select));
            Step.Is("columns", 5, sqlite.ColumnCount(select));
            Step.Is(sqlite.ColumnName(select, 0)!, "Käse", sqlite.ColumnText(select, 0));
            Step.Is(sqlite.ColumnName(select, 1)!, 2.5, sqlite.ColumnDouble(select, 1));
            byte[] read = new byte[sqlite.ColumnBytes(select, 2)];
            session.Read<byte>(sqlite.ColumnBlob(select, 2), read);
            Step.Is("the same content", true, content.AsSpan().SequenceEqual(read));
            Step.Is("its last bytes, as SQLite sees them", Convert.ToHexString(content[^2..]), sqlite.ColumnText(select, 3));
            Step.Is("its length, as SQLite sees it", content.LongLength, sqlite.ColumnInteger(select, 4));
            Step.Is("no more rows", Done, sqlite.Next(select));
        }
    }

    private static void CallBack(NativeSession session, ISqlite sqlite, NativeHandle db)
    {
        // An SQL function in C#. SQLite keeps the function pointer, so it is a callback of the session and not one that is lent.
        using NativeCallback hypotenuse = NativeCallback.Of((NativePointer context, int count, NativePointer values) =>
        {
            double a = sqlite.ValueDouble(session.ReadPointer(values)), b = sqlite.ValueDouble(session.ReadPointer(values + 8));
            sqlite.SetResult(context, Math.Sqrt((a * a) + (b * b)));
        });
        Step.Is("create function", Ok, sqlite.CreateFunction(db, "hypotenuse", 2, Utf8, NativePointer.Null, hypotenuse, NativePointer.Null, NativePointer.Null, NativePointer.Null));

        var rows = new List<string>();
        Execute(sqlite, db, "with t(a, b) as (values (3, 4), (5, 12), (8, 15)) select hypotenuse(a, b) as c, a from t", (_, count, values, names) =>
        {
            var row = Enumerable.Range(0, count).Select(i => $"{session.ReadText(session.ReadPointer(names + (8 * i)))} = {session.ReadText(session.ReadPointer(values + (8 * i)))}");
            rows.Add(string.Join(", ", row));
            return 0;                                           // go on
        });
        Step.Is("rows", "c = 5.0, a = 3; c = 13.0, a = 5; c = 17.0, a = 8", string.Join("; ", rows));

        sqlite.Execute(db, "select hypotenuse(1)", null, NativePointer.Null, out NativeHandle? error);
        using (error)                                           // sqlite3_free
        {
            Step.Is("a mistake in SQL", "wrong number of arguments to function hypotenuse()", session.ReadText(error!.Pointer));
        }
    }

    private static void Execute(ISqlite sqlite, NativeHandle db, string sql, ISqlite.RowCallback? row = null)
    {
        int status = sqlite.Execute(db, sql, row, NativePointer.Null, out NativeHandle? error);
        error?.Dispose();
        Step.Require(status == Ok, $"{sql}: {sqlite.Message(db)}");
    }
}

[NativeLibrary("sqlite3")]
public partial interface ISqlite
{
    [NativeFunction("const char *sqlite3_libversion(void)")]
    string Version();

    [NativeFunction("int sqlite3_open(const char *filename, sqlite3 **db)")]
    int Open(string filename, [FreedBy("sqlite3_close_v2")] out NativeHandle db);

    [NativeFunction("const char *sqlite3_errmsg(sqlite3 *db)")]
    string Message(NativeHandle db);

    [NativeFunction("int sqlite3_changes(sqlite3 *db)")]
    int Changes(NativeHandle? db);

    [NativeFunction("int sqlite3_exec(sqlite3 *db, const char *sql, int (*callback)(void *, int, char **, char **), void *state, char **error)")]
    int Execute(NativeHandle db, string sql, RowCallback? callback, NativePointer state, [FreedBy("sqlite3_free")] out NativeHandle? error);

    [NativeFunction("int sqlite3_prepare_v2(sqlite3 *db, const char *sql, int bytes, sqlite3_stmt **statement, const char **tail)")]
    int Prepare(NativeHandle db, string sql, int bytes, [FreedBy("sqlite3_finalize")] out NativeHandle statement, NativePointer tail);

    [NativeFunction("int sqlite3_step(sqlite3_stmt *statement)")]
    int Next(NativeHandle statement);

    [NativeFunction("int sqlite3_bind_text(sqlite3_stmt *statement, int index, const char *text, int bytes, void (*destructor)(void *))")]
    int BindText(NativeHandle statement, int index, string text, int bytes, NativePointer destructor);

    [NativeFunction("int sqlite3_bind_double(sqlite3_stmt *statement, int index, double value)")]
    int BindDouble(NativeHandle statement, int index, double value);

    [NativeFunction("int sqlite3_bind_blob(sqlite3_stmt *statement, int index, const void *content, int bytes, void (*destructor)(void *))")]
    int BindBlob(NativeHandle statement, int index, byte[] content, int bytes, NativePointer destructor);

    [NativeFunction("int sqlite3_column_count(sqlite3_stmt *statement)")]
    int ColumnCount(NativeHandle statement);

    [NativeFunction("const char *sqlite3_column_name(sqlite3_stmt *statement, int column)")]
    string? ColumnName(NativeHandle statement, int column);

    [NativeFunction("const unsigned char *sqlite3_column_text(sqlite3_stmt *statement, int column)")]
    string? ColumnText(NativeHandle statement, int column);

    [NativeFunction("double sqlite3_column_double(sqlite3_stmt *statement, int column)")]
    double ColumnDouble(NativeHandle statement, int column);

    [NativeFunction("long long sqlite3_column_int64(sqlite3_stmt *statement, int column)")]
    long ColumnInteger(NativeHandle statement, int column);

    [NativeFunction("const void *sqlite3_column_blob(sqlite3_stmt *statement, int column)")]
    NativePointer ColumnBlob(NativeHandle statement, int column);

    [NativeFunction("int sqlite3_column_bytes(sqlite3_stmt *statement, int column)")]
    int ColumnBytes(NativeHandle statement, int column);

    [NativeFunction("""
        int sqlite3_create_function_v2(sqlite3 *db, const char *name, int arguments, int encoding, void *state,
            void (*call)(sqlite3_context *, int, sqlite3_value **), void (*step)(sqlite3_context *, int, sqlite3_value **), void (*final)(sqlite3_context *), void (*destroy)(void *))
        """)]
    int CreateFunction(NativeHandle db, string name, int arguments, int encoding, NativePointer state, NativeCallback call, NativePointer step, NativePointer final, NativePointer destroy);

    [NativeFunction("double sqlite3_value_double(sqlite3_value *value)")]
    double ValueDouble(NativePointer value);

    [NativeFunction("void sqlite3_result_double(sqlite3_context *context, double result)")]
    void SetResult(NativePointer context, double result);

    /// <summary>Called for each row: the number of columns, and arrays of their values and names.</summary>
    delegate int RowCallback(NativePointer state, int count, NativePointer values, NativePointer names);
}
