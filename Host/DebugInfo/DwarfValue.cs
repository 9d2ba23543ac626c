namespace FfiIsolation.DebugInfo;

/// <summary>The value of an attribute, as far as it is used here: a number, a reference to an entry, or where a text is.</summary>
/// <param name="Constant">A number, an address, an offset or a flag; null for blocks and expressions.</param>
/// <param name="Reference">The offset of another entry; null where it is none, or one in another file.</param>
/// <param name="Text">The section of the text; null where it is none.</param>
/// <param name="TextAt">Where in it.</param>
/// <param name="IsAddressIndex">Whether the number counts addresses in .debug_addr.</param>
internal readonly record struct DwarfValue(long? Constant = null, int? Reference = null, byte[]? Text = null, int TextAt = 0, bool IsAddressIndex = false);
