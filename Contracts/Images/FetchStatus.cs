namespace FfiIsolation.Images;

internal enum FetchStatus : uint
{
    /// <summary>There was nothing to read, or the pointer was null.</summary>
    Skipped = 0,

    Fetched = 1,

    /// <summary>No terminator within the limit.</summary>
    Cut = 2,
}
