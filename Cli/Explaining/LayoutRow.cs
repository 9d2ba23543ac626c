namespace FfiIsolation.Cli.Explaining;

/// <summary>One row of a layout: a member, or what lies between members.</summary>
/// <param name="Text">The member as C writes it; null for padding.</param>
/// <param name="Name">The member's name; null for padding and for members without one.</param>
/// <param name="BitPosition">Where it begins, in bits from the start of the outermost record.</param>
/// <param name="Bits">How long it is.</param>
/// <param name="IsBitField">Whether it is a bit-field, or padding that is no whole number of bytes.</param>
/// <param name="Depth">In how many unnamed structs and unions it lies.</param>
internal sealed record LayoutRow(string? Text, string? Name, long BitPosition, long Bits, bool IsBitField, int Depth)
{
    public bool IsPadding => Text is null;

    /// <summary>The byte that it begins in.</summary>
    public long Offset => BitPosition / 8;
}
