namespace FfiIsolation.Samples.RealLibraries;

/// <summary>A sample needs what this machine does not have.</summary>
internal sealed class NotOnThisMachineException(string message) : Exception(message);
