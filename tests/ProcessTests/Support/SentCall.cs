namespace FfiIsolation.ProcessTests.Support;

/// <summary>A call in the ledger.</summary>
/// <param name="Mark">The file in which each run of it adds a byte; null if it leaves no mark.</param>
internal sealed record SentCall(long Number, string Name, string? Mark)
{
    /// <summary>How it ended, once it has.</summary>
    public OutcomeKind Kind { get; set; }
}
