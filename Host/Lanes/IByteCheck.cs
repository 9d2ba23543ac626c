namespace FfiIsolation.Lanes;

/// <summary>Looks at everything that a worker sends, before any library does. Of the thread that reads.</summary>
internal interface IByteCheck
{
    /// <summary>Looks at the bytes that came next.</summary>
    /// <returns>What no worker says; null where all is well so far. After that nothing more may be asked.</returns>
    string? Look(ReadOnlySpan<byte> bytes);
}
