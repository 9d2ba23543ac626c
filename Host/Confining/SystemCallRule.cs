namespace FfiIsolation.Confining;

/// <summary>A system call that the host may be asked about.</summary>
/// <param name="Name">As in section 2 of the manual.</param>
/// <param name="Kind">How it is decided.</param>
/// <param name="Words">What it does, behind "tried to".</param>
/// <param name="Paths">The files that it is about.</param>
/// <param name="FlagsArgument">The argument that says whether a file is opened for writing; null where the call always changes something.</param>
/// <param name="FlagsArePointed">Whether that argument is the flags' address.</param>
internal sealed record SystemCallRule(
    string Name, SystemCallKind Kind, string Words, IReadOnlyList<PathPlace>? Paths = null, int? FlagsArgument = null, bool FlagsArePointed = false);
