namespace FfiIsolation.Resilience.Calls;

/// <summary>What this suite is there to find: a wrong result, an outcome that may not be, a call that does not end, something left behind.</summary>
internal sealed class BrokenPromiseException(string message, Exception? innerException = null) : Exception(message, innerException);
