// One row of docs/crash-model.md: a call that ends its worker, or throws, and what its caller gets.
namespace FfiIsolation.Resilience.Calls;

internal sealed record FaultRow(string Call, string Exception, string Cause, string Blame, string Says)
{
    private static readonly TimeSpan s_hang = TimeSpan.FromMilliseconds(250);

    /// <summary>The rows that any number of callers can make on one host. A library whose destructor crashes wants a host of its own: spares load
    /// what their host knows, and every later exit would crash in it.</summary>
    public static IReadOnlyList<FaultRow> All { get; } =
    [
        .. PaperTable.Calls("Faults").Select(cells => new FaultRow(cells[0], cells[1], cells[2], cells[3], cells[4]))
            .Where(row => !row.Call.StartsWith("destructor_", StringComparison.Ordinal)),
    ];

    /// <summary>What takes the worker's own memory away: a thread of its runtime may meet that first, once callbacks have made it have some (crash-model.md, Known limits).</summary>
    private bool IsWild => Call.StartsWith("scribble_", StringComparison.Ordinal) || Call == "unmap_segment()";

    /// <summary>Whether it ends by its timeout.</summary>
    public bool Hangs => Exception == nameof(CallTimeoutException);

    /// <summary>Whether its worker dies of it.</summary>
    public bool Kills => Exception is not (nameof(CppException) or nameof(BufferOverrunException));

    /// <summary>Makes the call, and compares how it ended with the row.</summary>
    /// <returns>The report; null where the worker lives on.</returns>
    /// <exception cref="BrokenPromiseException">The row says otherwise.</exception>
    /// <exception cref="FfiIsolationException">Nothing ran: no worker could be had, or the call was rejected.</exception>
    public async Task<CrashReport?> MakeAsync(NativeHost host, Caller caller)
    {
        FaultCall fault = FaultCall.Read(Call);
        try
        {
            NativeResult returned = await caller.CallAsync(
                fault.Name, () => fault.InvokeAsync(host, new CallOptions { Timeout = Hangs ? s_hang : Patiently.Bound }));
            throw new BrokenPromiseException($"{Call} returned {returned}.");
        }
        catch (CallFailedException e)
        {
            CrashReport? report = (e as NativeCrashException)?.Report ?? (e as CallTimeoutException)?.Report ?? (e as WorkerLostException)?.Report;
            bool isAsSaid = (report?.Cause.ToString() ?? "-", report?.Blame.ToString() ?? "-") == (Cause, Blame) && (Hangs || e.Message.Contains(Says, StringComparison.Ordinal));
            bool isOfRuntime = IsWild && report?.Call?.Function == fault.Name && (report.Blame == CrashBlame.LibraryThread || report.Cause is CrashCause.Abort or CrashCause.HeapCorruption);
            return e.GetType().Name == Exception && (isAsSaid || isOfRuntime) ? report : throw new BrokenPromiseException($"{Call} ended otherwise than its row says.\n{this}\n{e}\n{report}", e);
        }
    }
}
