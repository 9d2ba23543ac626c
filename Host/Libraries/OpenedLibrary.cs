namespace FfiIsolation.Libraries;

/// <summary>What came of opening a library's file in a worker.</summary>
/// <param name="Handle">The handle, 0 where it could not be opened.</param>
/// <param name="Error">What dlopen said then.</param>
/// <param name="Refused">What the confinement refused meanwhile, or had refused of this file.</param>
internal readonly record struct OpenedLibrary(ulong Handle, string Error, IReadOnlyList<RefusedAction> Refused);
