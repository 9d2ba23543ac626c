namespace FfiIsolation.Cli.Headers;

/// <summary>One declaration of a header, or of what it includes.</summary>
/// <param name="Kind">Of what.</param>
/// <param name="Name">The tag, the typedef's name or the symbol; null for a tag without a name that no typedef names.</param>
/// <param name="Text">As C after the preprocessor writes it, without semicolon, as our parser reads it.</param>
/// <param name="Comment">The documentation comment in front of it, with its marks; empty if there is none.</param>
/// <param name="IsOwn">Whether it stands in the header or in what the header includes as a part of itself, and not in a header of the system.</param>
/// <param name="Size">Bytes of a struct or union, as clang lays it out; null for what has no size.</param>
internal sealed record HeaderDeclaration(HeaderKind Kind, string? Name, string Text, string Comment, bool IsOwn, long? Size);
