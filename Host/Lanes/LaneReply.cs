namespace FfiIsolation.Lanes;

/// <summary>What came back for a call image. Both parts are the host's own copies.</summary>
/// <param name="Result">The result part of the image.</param>
/// <param name="Outputs">The bytes of the output blocks, then the fetched text.</param>
internal readonly record struct LaneReply(byte[] Result, ReadOnlyMemory<byte> Outputs);
