namespace FfiIsolation;

/// <summary>A line that a library wrote in a worker.</summary>
public sealed class WorkerOutputEventArgs : EventArgs
{
    internal WorkerOutputEventArgs(int processId, string text, bool isError)
    {
        ProcessId = processId;
        Text = text;
        IsError = isError;
    }

    /// <summary>The worker's process id.</summary>
    public int ProcessId { get; }

    /// <summary>The line, without its end; at most 8,192 bytes of UTF-8. As the library wrote it: control characters included.</summary>
    public string Text { get; }

    /// <summary>Whether it was written on standard error and not on standard output.</summary>
    public bool IsError { get; }
}
