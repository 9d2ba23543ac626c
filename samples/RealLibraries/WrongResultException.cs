namespace FfiIsolation.Samples.RealLibraries;

/// <summary>A library gave something else than it should.</summary>
internal sealed class WrongResultException(string message) : Exception(message);
