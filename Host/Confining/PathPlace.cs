namespace FfiIsolation.Confining;

/// <summary>Where a system call has a path.</summary>
/// <param name="Folder">The argument with the descriptor of the folder that a relative path starts from; null for the working directory.</param>
/// <param name="Path">The argument with the path's address.</param>
internal sealed record PathPlace(int? Folder, int Path);
