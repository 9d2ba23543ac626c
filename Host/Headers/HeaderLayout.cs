namespace FfiIsolation.Headers;

/// <summary>How clang lays out a struct or union.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="Alignment">Bytes.</param>
/// <param name="Fields">In the order of the text; without bit-fields that have no name.</param>
internal sealed record HeaderLayout(long Size, long Alignment, IReadOnlyList<HeaderField> Fields);
