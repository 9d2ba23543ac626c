using FfiIsolation.Compare.Children;
using FfiIsolation.Compare.Facts;
using FfiIsolation.Compare.Rows.Isolated;
using FfiIsolation.Compare.Rows.Limits;
using FfiIsolation.Compare.Rows.Peers;
using FfiIsolation.Compare.Rows.Starts;
using FfiIsolation.Measuring;

namespace FfiIsolation.Compare.Rows;

/// <summary>
/// All rows in the order in which they are printed. A new row is one class and one line here. Those of one group are measured in turns, since they are held against each other; the
/// others have the machine for themselves.
/// </summary>
internal static class RowCatalog
{
    public static IReadOnlyList<IReadOnlyList<Row>> Groups { get; } =
    [
        [
            new InProcessRow(),
            new SpinRow(),
            new MemoryCopyRow(),
            new IsolatedSyncRow("isolated.sync", "cos(x), Invoke, back to back", Goal.AtMost(2, "limit.sharedMemory.spin")),
            new IsolatedSyncRow("isolated.sync.open", "the same without confinement", Goal.Beside("isolated.sync"), new() { Confinement = Confinement.Open }),
            new IsolatedSyncRow("isolated.sync.confined", "the same with the strict preset", Goal.Beside("isolated.sync"), new() { Confinement = Confinement.Confined }),
            new IsolatedSyncRow("isolated.sync.header", "the same, held against math.h", Goal.Beside("isolated.sync"), CheckedDeclarations.ByDebugInformation with { Headers = [new LibraryHeader("m", "math.h")] }),
            new IsolatedTypedRow(),
            new IsolatedAsyncRow(),
            new IsolatedBatchRow(),
            new IsolatedCallListRow(),
            new IsolatedCallbackRow(),
            new IsolatedSortRow(),
            new IsolatedTextRow("isolated.text", "strlen of 64 characters, Invoke", BufferGuarding.Guarded, Goal.Beside("limit.sharedMemory.spin")),
            new IsolatedTextRow("isolated.text.unguarded", "the same, buffers unguarded", BufferGuarding.Off, Goal.Beside("isolated.text")),
            new IsolatedTextRow("isolated.text.strict", "the same, storage taken back", BufferGuarding.Strict, Goal.Beside("isolated.text")),
            new IsolatedBuffersRow("isolated.buffers", "4 x 256 bytes in, declared without const", "", Goal.Beside("isolated.text")),
            new IsolatedBuffersRow("isolated.buffers.const", "the same, const: compared after the call", "const", Goal.Beside("isolated.buffers")),
            new IsolatedListedBuffersRow("isolated.callList.buffers", "4 x 256 bytes in for 100 calls, one CallList", "", Goal.Beside("isolated.callList")),
            new IsolatedListedBuffersRow("isolated.callList.buffers.const", "the same, const: compared after the list", "const", Goal.Beside("isolated.callList.buffers")),
            new IsolatedSpanRow("1KB", 1024),
            new IsolatedSpanRow("100KB", 100 * 1024),
            new IsolatedSpanRow("1MB", 1024 * 1024),
            new IsolatedRentedRow(),
        ],
        [new FutexRow(), new IsolatedIdleRow()],
        [
            new IsolatedBindRow("bind", "a function declared by its prototype", Places.Targets, new(), null),
            new IsolatedBindRow("bind.checked", "the same, held against the library's DWARF", Places.Targets, CheckedDeclarations.ByDebugInformation, Goal.Beside("bind")),
            new IsolatedBindRow("bind.header", "the same, held against a header that was read", Places.SilentTargets, CheckedDeclarations.ByHeader, Goal.Beside("bind")),
        ],
        [new HeaderReadingRow()],
        [
            new IsolatedHeapRow("heap", "malloc and free of 64 bytes, one of 1,000 pairs in one Invoke", HeapGuarding.Off, null),
            new IsolatedHeapRow("heap.guarded", "the same in a session with a guarded heap", HeapGuarding.Guarded, Goal.Beside("heap")),
        ],
        [new UnixSocketRow()],
        [new IsolatedRpcRow(), new JsonRpcRow(), new GrpcRow()],
        [new CtypesRow()],
        [new ExecutorRow()],
        [new SpareRecoveryRow()],
        [new RecoveryRow()],
        [new WorkerStartRow("start.worker", "a worker: spawn to ready", Confinement.Limited, Goal.Within(TimeSpan.FromMilliseconds(12)))],
        [new WorkerStartRow("start.worker.open", "the same without confinement", Confinement.Open, Goal.Beside("start.worker"))],
        [new WorkerStartRow("start.worker.confined", "the same with the strict preset", Confinement.Confined, Goal.Beside("start.worker"))],
        [new ColdStartRow()],
        [new WarmProcessStartRow()],
    ];

    public static IReadOnlyList<Fact> Facts { get; } = [new WorkerMemoryFact(), new CrowdFact(), new IdleHostFact(), new ThroughputFact()];
}
