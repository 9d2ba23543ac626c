namespace FfiIsolation.Images;

/// <summary>By what a call was seen to leave a buffer.</summary>
internal enum OverrunKind : uint
{
    /// <summary>The bytes before it were changed.</summary>
    CanaryBefore = 1,

    /// <summary>The bytes between it and its guard page were changed.</summary>
    CanaryBehind = 2,

    /// <summary>The guard page was read.</summary>
    PageRead = 3,

    /// <summary>The guard page was written.</summary>
    PageWritten = 4,
}
