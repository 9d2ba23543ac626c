using FfiIsolation.Compare.Facts;
using FfiIsolation.Compare.Rows.Isolated;
using FfiIsolation.Compare.Rows.Limits;
using FfiIsolation.Compare.Rows.Peers;
using FfiIsolation.Compare.Rows.Starts;

namespace FfiIsolation.Compare.Rows;

/// <summary>All rows in the order in which they are run and printed. A new row is one class and one line here.</summary>
internal static class RowCatalog
{
    public static IReadOnlyList<Row> Rows { get; } =
    [
        new InProcessRow(),
        new SpinRow(),
        new FutexRow(),
        new UnixSocketRow(),
        new MemoryCopyRow(),

        new IsolatedSyncRow(),
        new IsolatedTypedRow(),
        new IsolatedAsyncRow(),
        new IsolatedIdleRow(),
        new IsolatedRpcRow(),
        new IsolatedBatchRow(),
        new IsolatedSpanRow("1KB", 1024),
        new IsolatedSpanRow("100KB", 100 * 1024),
        new IsolatedSpanRow("1MB", 1024 * 1024),
        new IsolatedRentedRow(),
        new IsolatedTextRow(),

        new JsonRpcRow(),
        new GrpcRow(),
        new CtypesRow(),
        new ExecutorRow(),

        new SpareRecoveryRow(),
        new RecoveryRow(),
        new WorkerStartRow(),
        new ColdStartRow(),
        new WarmProcessStartRow(),
    ];

    public static IReadOnlyList<Fact> Facts { get; } = [new WorkerMemoryFact(), new CrowdFact(), new IdleHostFact(), new ThroughputFact()];
}
