namespace FfiIsolation.DebugInfo;

/// <summary>One entry of debug information: the attributes that are used here.</summary>
internal sealed class DwarfEntry
{
    public required int Offset { get; init; }

    public required DwarfUnit Unit { get; init; }

    public required DwarfTag Tag { get; init; }

    public required bool HasChildren { get; init; }

    /// <summary>Where the next entry begins: its first child, or what follows it.</summary>
    public required int Next { get; init; }

    public string? Name { get; set; }

    public string? LinkageName { get; set; }

    /// <summary>Offsets of other entries; null where the attribute is not there or leads elsewhere.</summary>
    public int? Type { get; set; }

    /// <summary>Whether there is a type, be it one that cannot be read.</summary>
    public bool HasType { get; set; }

    public int? Origin { get; set; }

    public int? Sibling { get; set; }

    public long? ByteSize { get; set; }

    public long? BitSize { get; set; }

    public long? BitOffset { get; set; }

    public long? MemberOffset { get; set; }

    /// <summary>Whether the offset is an expression, as DWARF 2 has it.</summary>
    public bool HasUnreadOffset { get; set; }

    public long? UpperBound { get; set; }

    public long? Count { get; set; }

    public int? Encoding { get; set; }

    public long? ConstantValue { get; set; }

    public ulong? LowAddress { get; set; }

    public bool IsExternal { get; set; }

    public bool IsDeclaration { get; set; }

    public bool IsPrototyped { get; set; }

    /// <summary>Whether it only stands for one in a unit of types.</summary>
    public bool IsElsewhere { get; set; }
}
