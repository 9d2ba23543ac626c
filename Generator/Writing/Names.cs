using System.Text;
using Microsoft.CodeAnalysis;

namespace FfiIsolation.Generator.Writing;

internal static class Names
{
    /// <summary>The name of the generated file for a type: of its namespace, the types around it and itself.</summary>
    public static string FileOf(INamedTypeSymbol type)
    {
        var name = new StringBuilder();
        foreach (char c in Symbols.NameOf(type))
        {
            name.Append(char.IsLetterOrDigit(c) || c is '.' or '_' ? c : '-');
        }

        return name.Append(".g.cs").ToString();
    }
}
