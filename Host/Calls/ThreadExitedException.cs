namespace FfiIsolation.Calls;

/// <summary>The function ended its thread by pthread_exit. Never leaves the host: the worker is ended and reported.</summary>
internal sealed class ThreadExitedException() : Exception("The function ended its thread.");
