using System.Text;
using Microsoft.CodeAnalysis;

namespace FfiIsolation.Generator.Writing;

internal static class Names
{
    /// <summary>The name of the generated file for a type: of its namespace, the types around it and itself.</summary>
    /// <remarks>The compiler compares such names without regard to case, and refuses all that a generator wrote where two are the same: what is lost of a name is in a number at its end.</remarks>
    public static string FileOf(INamedTypeSymbol type)
    {
        var name = new StringBuilder();
        uint hash = 2166136261; // FNV-1a: string.GetHashCode is another one in each process
        foreach (char c in Symbols.NameOf(type))
        {
            hash = unchecked((hash ^ c) * 16777619);
            name.Append(char.IsLetterOrDigit(c) || c is '.' or '_' ? c : '-');
        }

        return name.Append('.').Append(hash.ToString("x8", System.Globalization.CultureInfo.InvariantCulture)).Append(".g.cs").ToString();
    }
}
