using FfiIsolation.DebugInfo;

namespace FfiIsolation.Cli.Headers;

/// <summary>What a header says of functions.</summary>
internal sealed class HeaderTruth(HeaderDeclarations header)
{
    public string Path => header.Content.Path;

    /// <summary>A function as the header declares it; null where it does not, or nobody understands it.</summary>
    /// <param name="whyNot">Why not, then.</param>
    public TrueFunction? Find(string name, out string? whyNot)
    {
        whyNot = null;
        if (header.Known.FindFunction(name) is { } function)
        {
            return DeclaredTruth.Of(function);
        }

        whyNot = header.WhyRefused(name) is { } problem ? $"the header {Path} declares it in a way that is not understood: {problem}" : $"the header {Path} does not declare it";
        return null;
    }
}
