namespace FfiIsolation.Headers;

/// <summary>A header that is to be read.</summary>
/// <param name="Path">The file, with its full path; where there is none, what it was called.</param>
/// <param name="Settings">How it wants to be read.</param>
/// <param name="Missing">Why there is none; null where there is one.</param>
internal sealed record HeaderRequest(string Path, HeaderSettings Settings, string? Missing = null)
{
    /// <summary>The same for the same reading.</summary>
    public string Key { get; } = string.Join('\0', [Path, "", .. Settings.Folders, "", .. Settings.Macros, "", .. Settings.Before]);
}
