namespace FfiIsolation;

/// <summary>A row of a batch that failed and was skipped.</summary>
public sealed class BatchFailure
{
    internal BatchFailure(long row, CallFailedException exception)
    {
        Row = row;
        Exception = exception;
    }

    /// <summary>Its number, from 0.</summary>
    public long Row { get; }

    /// <summary>What the call would have thrown: a <see cref="NativeCrashException"/> with its report, or a <see cref="CppException"/>.</summary>
    public CallFailedException Exception { get; }
}
