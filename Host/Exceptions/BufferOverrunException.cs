namespace FfiIsolation;

/// <summary>
/// The native function read or wrote outside of a buffer that the call had lent it. It ran to its end all the same, since what lies around a buffer is nobody's; its result and what it wrote are not handed over, for they
/// may be wrong. The worker lives on: its own memory was not touched.
/// </summary>
public sealed class BufferOverrunException : CallFailedException
{
    internal BufferOverrunException(CrashedCall call, IReadOnlyList<BufferOverrun> overruns, bool completed)
        : base("")
    {
        Call = call;
        Overruns = overruns;
        Completed = completed;
        Row = call.Row;
        ListIndex = call.ListIndex;
    }

    /// <summary>The call, with its arguments as they were passed.</summary>
    public CrashedCall Call { get; }

    /// <summary>The buffers that were left, up to 8; the first that was noticed comes first.</summary>
    public IReadOnlyList<BufferOverrun> Overruns { get; }

    /// <summary>Whether the function came back; false where it threw a C++ exception, of which nothing more is known then.</summary>
    public bool Completed { get; }

    /// <summary>The function, the buffer, how it was left and by which code, and what to do about it. The name of the code is looked up when this is first asked for (<see cref="BufferOverrun.Stack"/>).</summary>
    public override string Message
    {
        get
        {
            string more = Overruns.Count > 1 ? $" It left {Overruns.Count - 1} more of its buffers." : "";
            string what = Overruns is [var first, ..] ? $"{Call.Function}{Call.Which} {first}. {first.Hint}" : $"{Call.Function}{Call.Which} left one of its buffers.";
            return $"{what}{more} The function {(Completed ? "came back" : "threw a C++ exception")}, and nothing that it gave is handed over.";
        }
    }
}
