// The example of docs/call-lists.md, which a test compares with it.
namespace FfiIsolation.ProcessTests.Papers;

internal static class CallListsExample
{
    /// <param name="Console">Stands in for System.Console, so that what is printed can be compared with the comments.</param>
    public static void Run(NativeHost host, TextWriter Console)
    {
        // README: begin
        IsolatedLibrary sqlite = host.Load("sqlite3");
        NativeFunction sqlite3_open = sqlite.Function("int sqlite3_open(const char *filename, sqlite3 **ppDb)");
        NativeFunction sqlite3_prepare_v2 = sqlite.Function("int sqlite3_prepare_v2(sqlite3 *db, const char *zSql, int nByte, sqlite3_stmt **ppStmt, const char **pzTail)");
        NativeFunction sqlite3_step = sqlite.Function("int sqlite3_step(sqlite3_stmt *statement)");
        NativeFunction sqlite3_column_text = sqlite.Function("const char *sqlite3_column_text(sqlite3_stmt *statement, int column)");
        NativeFunction sqlite3_finalize = sqlite.Function("int sqlite3_finalize(sqlite3_stmt *statement)");
        NativeFunction sqlite3_close = sqlite.Function("int sqlite3_close(sqlite3 *db)");

        var list = new CallList();
        ListedCall open = list.Add(sqlite3_open, ":memory:", new PointerOut()).Expect(0);
        ListedCall prepare = list.Add(sqlite3_prepare_v2, open.Output("ppDb"), "select upper('käse')", -1, new PointerOut(), NativePointer.Null).Expect(0);
        ListedCall step = list.Add(sqlite3_step, prepare.Output("ppStmt")).Expect(100);   // SQLITE_ROW
        ListedCall text = list.Add(sqlite3_column_text, prepare.Output("ppStmt"), 0);
        list.Add(sqlite3_finalize, prepare.Output("ppStmt")).Always();
        list.Add(sqlite3_close, open.Output("ppDb")).Always();

        ListedCall? stopped = list.Run();                         // one crossing
        Console.WriteLine(stopped?.ToString() ?? "all of them");  // all of them
        Console.WriteLine(text.Result);                           // KäSE

        prepare.SetArgument(1, "select nonsense");                // the same list, another statement
        stopped = list.Run();
        Console.WriteLine($"{stopped} returned {stopped?.Result}");       // call 1 (sqlite3_prepare_v2) returned 1
        Console.WriteLine($"{step.State}, {text.State}, {list[5].State}");   // NotRun, NotRun, Completed
        // README: end
    }
}
