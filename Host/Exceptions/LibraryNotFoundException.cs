namespace FfiIsolation;

/// <summary>A library could not be loaded: it is not there, is for another machine, or lacks a library that it needs.</summary>
public sealed class LibraryNotFoundException : CallRejectedException
{
    internal LibraryNotFoundException(string name, IReadOnlyList<string> tried, string? missingDependency)
        : base(Describe(name, tried, missingDependency))
    {
        LibraryName = name;
        Tried = tried;
        MissingDependency = missingDependency;
    }

    /// <summary>The name that was asked for.</summary>
    public string LibraryName { get; }

    /// <summary>Every path looked at, each with the reason why it would not do.</summary>
    public IReadOnlyList<string> Tried { get; }

    /// <summary>The library that the found library needs and that is missing; null when the library itself was not found.</summary>
    public string? MissingDependency { get; }

    private static string Describe(string name, IReadOnlyList<string> tried, string? missingDependency)
    {
        string what = missingDependency is null
            ? $"The library '{name}' could not be loaded."
            : $"The library '{name}' was found, but '{missingDependency}', which it needs, was not.";
        return what + " Tried:" + string.Concat(tried.Select(path => "\n  " + path));
    }
}
