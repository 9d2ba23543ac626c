namespace FfiIsolation;

/// <summary>A call ran, or may have run, and did not return normally.</summary>
public abstract class CallFailedException : FfiIsolationException
{
    private protected CallFailedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
