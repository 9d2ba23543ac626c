namespace FfiIsolation;

/// <summary>A declaration is not what the library's own debug information says, or its header where that says nothing, and <see cref="NativeHostOptions.DeclarationChecking"/> refuses such. Nothing ran; correct the declaration.</summary>
public sealed class DeclarationMismatchException : CallRejectedException
{
    internal DeclarationMismatchException(string prototype, string library, DebugInfo.DeclarationFinding finding)
        : base($"'{prototype}' is not bound: {finding}")
    {
        Prototype = prototype;
        LibraryPath = library;
        Differences = finding.Differences;
        RightDeclaration = finding.Right;
        HeaderPath = finding.Header;
    }

    /// <summary>The declaration.</summary>
    public string Prototype { get; }

    /// <summary>The library's file.</summary>
    public string LibraryPath { get; }

    /// <summary>In what they differ, a sentence each without a full stop; at least one.</summary>
    public IReadOnlyList<string> Differences { get; }

    /// <summary>The declaration that would be right; null where the debug information does not say all of it.</summary>
    public string? RightDeclaration { get; }

    /// <summary>The header that says so (<see cref="NativeHostOptions.Headers"/>); null where the library's debug information does.</summary>
    public string? HeaderPath { get; }
}
