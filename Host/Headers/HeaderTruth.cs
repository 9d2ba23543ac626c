using FfiIsolation.DebugInfo;

namespace FfiIsolation.Headers;

/// <summary>What a header says of functions.</summary>
internal sealed class HeaderTruth(HeaderDeclarations header)
{
    public string Path => header.Content.Path;

    /// <summary>The mistakes that clang found in it, with what mends them.</summary>
    public IReadOnlyList<string> Mistakes => [.. header.Content.Errors.Select(header.Content.WithRemedy)];

    /// <summary>The functions that it declares itself, or by what it includes as a part of itself.</summary>
    public IReadOnlyList<string> Functions => [.. header.Content.Declarations.Where(one => one is { Kind: HeaderKind.Function, IsOwn: true, Name: not null }).Select(one => one.Name!)];

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
            : header.Content.Declarations.All(one => one.Kind != HeaderKind.Function) ? $"the header {Path} declares no function"
            : $"the header {Path} does not declare it{Instead(name)}";
        return null;
    }

    private string Instead(string name) => NearNames.Find(name, Functions) is { Count: > 0 } near ? $"; did you mean {string.Join(", ", near.Select(one => $"'{one}'"))}?" : "";
}
