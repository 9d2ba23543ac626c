namespace FfiIsolation.Headers;

/// <summary>What a header declares.</summary>
internal enum HeaderKind
{
    Record,
    Enum,
    Typedef,
    Function,
    Variable,
}
