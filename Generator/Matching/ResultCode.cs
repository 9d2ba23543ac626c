namespace FfiIsolation.Generator.Matching;

/// <summary>How generated code makes the method's result.</summary>
/// <param name="Format">What follows the <c>NativeResult</c>, with {0} for it; null for no result.</param>
internal sealed record ResultCode(string? Format)
{
    /// <summary>Why the method has to do with something that lives in one worker; null if it has not.</summary>
    public string? NeedsSession { get; init; }

    /// <summary>The function that frees what is returned, where the prototype does not say so itself.</summary>
    public string? FreedBy { get; init; }

    /// <summary>Whether the function returns bytes (<c>const unsigned char *</c>) that are taken as text.</summary>
    public bool IsTextOfBytes { get; init; }

    /// <summary>The .NET type of a number that is taken as it is; null for other results.</summary>
    public string? Number { get; init; }

    /// <summary>The result, from an expression that is the number.</summary>
    public string OfNumber(string number) => Format!.Replace($"{{0}}.As<{Number}>()", number);

    public string Of(string result) => Format!.Replace("{0}", result);
}
