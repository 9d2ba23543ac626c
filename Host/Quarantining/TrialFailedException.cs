namespace FfiIsolation.Quarantining;

/// <summary>A failed trial as Polly sees it. Never leaves the host: its caller gets how it ended.</summary>
internal sealed class TrialFailedException<T>(TrialEnd<T> end) : Exception("A trial failed.")
{
    public TrialEnd<T> End => end;
}
