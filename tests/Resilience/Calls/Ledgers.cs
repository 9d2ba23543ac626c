namespace FfiIsolation.Resilience.Calls;

internal static class Ledgers
{
    /// <exception cref="BrokenPromiseException">A call was lost, doubled, or ended with what no call ends with.</exception>
    public static async Task CheckAsync(this OutcomeLedger ledger)
    {
        IReadOnlyList<string> mistakes = await ledger.CloseAsync();
        if (mistakes.Count > 0 || ledger.Sent != ledger.Settled)
        {
            throw new BrokenPromiseException($"{ledger}\n{string.Join('\n', mistakes)}");
        }
    }
}
