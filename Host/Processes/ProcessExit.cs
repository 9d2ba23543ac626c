namespace FfiIsolation.Processes;

/// <summary>How a process ended.</summary>
/// <param name="WaitStatus">As <c>wait4</c> gives it; null when somebody else in this process reaped the child.</param>
/// <param name="MaxResidentBytes">The largest resident size it had; null when it stayed below that of its parent, which the kernel has it start with.</param>
/// <param name="Name">What the kernel called its first thread at the end: another program's name where it had become one. Null where that cannot be read.</param>
internal readonly record struct ProcessExit(int? WaitStatus, long? MaxResidentBytes, TimeSpan CpuTime, string? Name = null);
