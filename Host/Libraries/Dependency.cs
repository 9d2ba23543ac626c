namespace FfiIsolation.Libraries;

/// <summary>A library that another one needs.</summary>
/// <param name="Name">As it is asked for.</param>
/// <param name="Path">The file that the loader would take; null where there is none.</param>
/// <param name="NeededBy">The library that asked for it first: the path of the inspected one, or the name of a dependency.</param>
/// <param name="Problem">Why there is no file.</param>
internal sealed record Dependency(string Name, string? Path, string NeededBy, string? Problem);
