namespace FfiIsolation;

/// <summary>A call ran, or may have run, and did not return normally.</summary>
public abstract class CallFailedException : FfiIsolationException
{
    private protected CallFailedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>The row of a batch in which it happened, counted from 0; null for a call that is no row, or where it is not known.</summary>
    public long? Row { get; internal set; }

    /// <summary>The call of a <see cref="CallList"/> in which it happened, counted from 0; null for a call that is in no list, or where it is not known.</summary>
    public int? ListIndex { get; internal set; }
}
