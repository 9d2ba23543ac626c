using FfiIsolation.Ownership;

namespace FfiIsolation;

/// <summary>What a session lost with its worker. Immutable.</summary>
public sealed class SessionLoss
{
    private const int MaxNames = 10;

    internal SessionLoss(int generation, CrashReport report, IReadOnlyList<NativeHandle> handles, IReadOnlyList<string> rentedBuffers)
    {
        Generation = generation;
        Report = report;
        Handles = handles;
        RentedBuffers = rentedBuffers;
    }

    /// <summary>The number of the worker that ended, in the order of starts: that of every pointer which is stale now.</summary>
    public int Generation { get; }

    /// <summary>How it ended.</summary>
    public CrashReport Report { get; }

    /// <summary>The handles that were open, in the order in which they were made, memory that was kept (<see cref="KeptMemory"/>) among them.</summary>
    public IReadOnlyList<NativeHandle> Handles { get; }

    /// <summary>The names of the rented buffers that were not returned. No function takes them any more; what is in them can be read until the session is disposed.</summary>
    public IReadOnlyList<string> RentedBuffers { get; }

    /// <summary>One sentence: <c>Worker 3 has ended (strlen crashed: SIGSEGV …); lost with it: 1 handle (fopen #1).</c></summary>
    public override string ToString()
    {
        string[] lost = [.. new[] { Names(Handles.Select(handle => handle.Name), "handle"), Names(RentedBuffers, "rented buffer") }.OfType<string>()];
        return $"Worker {Generation} has ended ({Report.Summary}){(lost.Length == 0 ? "" : "; lost with it: " + string.Join(" and ", lost))}.";
    }

    private static string? Names(IEnumerable<string> names, string what)
    {
        string[] all = [.. names];
        string more = all.Length > MaxNames ? $" and {all.Length - MaxNames} more" : "";
        return all.Length == 0 ? null : $"{all.Length} {what}{(all.Length == 1 ? "" : "s")} ({string.Join(", ", all.Take(MaxNames))}{more})";
    }
}
