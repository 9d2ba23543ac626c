namespace FfiIsolation.Generator.Matching;

/// <summary>How generated code passes one argument.</summary>
/// <param name="Expression">What stands in the call.</param>
internal sealed record ArgumentCode(string Expression)
{
    /// <summary>Statements before the call.</summary>
    public string[] Before { get; init; } = [];

    /// <summary>Statements after a call that went well.</summary>
    public string[] After { get; init; } = [];

    /// <summary>Where a statement before the call needs something freed by: the name of the C function that it is made with.</summary>
    public string? Deallocator { get; init; }

    /// <summary>Why the method has to do with something that lives in one worker, as the end of a sentence; null if it has not.</summary>
    public string? NeedsSession { get; init; }
}
