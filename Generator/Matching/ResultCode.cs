namespace FfiIsolation.Generator.Matching;

/// <summary>How generated code makes the method's result.</summary>
/// <param name="Format">What follows the <c>NativeResult</c>, with {0} for it; null for no result.</param>
internal sealed record ResultCode(string? Format)
{
    /// <summary>Why the method has to do with something that lives in one worker; null if it has not.</summary>
    public string? NeedsSession { get; init; }

    /// <summary>The function that frees what is returned, where the prototype does not say so itself.</summary>
    public string? FreedBy { get; init; }

    public string Of(string result) => Format!.Replace("{0}", result);
}
