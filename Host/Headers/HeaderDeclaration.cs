namespace FfiIsolation.Headers;

/// <summary>One declaration of a header, or of what it includes.</summary>
/// <param name="Kind">Of what.</param>
/// <param name="Name">The tag, the typedef's name or the symbol; null for a tag without a name that no typedef names.</param>
/// <param name="Text">As C after the preprocessor writes it, without semicolon, as our parser reads it.</param>
/// <param name="Comment">The documentation comment in front of it, with its marks; empty if there is none.</param>
/// <param name="IsOwn">Whether it stands in the header or in what the header includes as a part of itself, and not in a header of the system.</param>
internal sealed record HeaderDeclaration(HeaderKind Kind, string? Name, string Text, string Comment, bool IsOwn)
{
    /// <summary>How clang lays out a struct or union; null for what has no size.</summary>
    public HeaderLayout? Layout { get; init; }

    /// <summary>The values of an enum's constants, as clang has them.</summary>
    public IReadOnlyList<HeaderConstant> Constants { get; init; } = [];

    /// <summary>Of a typedef of a function type, the names of its parameters; empty ones where they have none.</summary>
    public IReadOnlyList<string> ParameterNames { get; init; } = [];

    /// <summary>The mistake that clang found in it, in its words: what it made of the rest is a guess. null where it found none.</summary>
    public string? Mistake { get; init; }

    /// <summary>Bytes of the <c>#pragma pack</c> that it needs; null for none. clang does not print it.</summary>
    public int? Packing { get; init; }

    /// <summary>All of it, as a block of declarations has it.</summary>
    public string Source => Packing is { } bytes ? FormattableString.Invariant($"#pragma pack(push, {bytes})\n{Text};\n#pragma pack(pop)") : Text + ";";
}
