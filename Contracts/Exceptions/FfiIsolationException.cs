namespace FfiIsolation;

/// <summary>The base of every exception that this library throws about a native call (mistakes in arguments are <see cref="ArgumentException"/>).</summary>
public abstract class FfiIsolationException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what can be done.</param>
    /// <param name="innerException">What caused it, if anything did.</param>
    protected FfiIsolationException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
