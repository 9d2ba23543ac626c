namespace FfiIsolation;

/// <summary>A row of a batch that failed and was skipped.</summary>
/// <param name="Row">Its number, from 0.</param>
/// <param name="Exception">What the call would have thrown: a <see cref="NativeCrashException"/> with its report, or a <see cref="CppException"/>.</param>
public sealed record BatchFailure(long Row, CallFailedException Exception);
