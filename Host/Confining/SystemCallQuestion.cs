namespace FfiIsolation.Confining;

/// <summary>A system call that waits for the host's word (struct seccomp_notif).</summary>
/// <param name="Number">Which, on x86-64.</param>
/// <param name="Caller">The thread that makes it.</param>
/// <param name="Arguments">All six.</param>
internal sealed record SystemCallQuestion(int Number, int Caller, IReadOnlyList<ulong> Arguments);
