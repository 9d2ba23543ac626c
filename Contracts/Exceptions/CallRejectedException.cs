namespace FfiIsolation;

/// <summary>The call was refused before anything ran: no native code was entered, so it is safe to correct it and call again.</summary>
public class CallRejectedException : FfiIsolationException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was refused, and what to do about it.</param>
    /// <param name="innerException">What caused it, if anything did.</param>
    public CallRejectedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
