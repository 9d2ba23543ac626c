namespace FfiIsolation.DebugInfo;

/// <summary>A member of a struct or union in the debug information.</summary>
/// <param name="Name">Null for unnamed structs and unions.</param>
/// <param name="BitPosition">From the start of the record; null where it is not understood: expressions of DWARF 2, bit-fields of DWARF 2 to 4.</param>
/// <param name="Bits">How long it is.</param>
/// <param name="Type">Its type.</param>
internal sealed record TrueMember(string? Name, long? BitPosition, long Bits, TrueType Type);
