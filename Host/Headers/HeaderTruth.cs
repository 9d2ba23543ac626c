using FfiIsolation.DebugInfo;

namespace FfiIsolation.Headers;

/// <summary>What a header says of functions.</summary>
internal sealed class HeaderTruth(HeaderDeclarations header)
{
    public string Path => header.Content.Path;

    /// <summary>The mistakes that clang found in it, with what mends them.</summary>
    public IReadOnlyList<string> Mistakes => [.. header.Content.Errors.Select(header.Content.WithRemedy)];

    /// <summary>Whether the header declares a function in a way that nobody understands.</summary>
    public bool Refuses(string name) => header.Known.FindFunction(name) is null && header.WhyRefused(name) is not null;

    /// <summary>A function as the header declares it; null where it does not, or nobody understands it.</summary>
    /// <param name="whyNot">Why not, then.</param>
    public TrueFunction? Find(string name, out string? whyNot)
    {
        whyNot = null;
        if (header.Known.FindFunction(name) is { } function)
        {
            return DeclaredTruth.Of(function);
        }

        whyNot = header.WhyRefused(name) is { } problem ? $"the header {Path} declares it in a way that is not understood: {problem}"
            : header.Content.Errors is [var first, ..] ? $"the header {Path} does not declare it, as far as clang understands it: {header.Content.WithRemedy(first)}"
            : $"the header {Path} does not declare it";
        return null;
    }
}
