using System.Text.RegularExpressions;
using FfiIsolation.Headers;

namespace FfiIsolation.Cli.Binding;

/// <summary>The types of a header that prototypes need, as text. Pure.</summary>
internal static partial class NeededDeclarations
{
    /// <summary>Those that the texts name, and those that these name, in the order of the header.</summary>
    public static IReadOnlyList<HeaderDeclaration> Of(IEnumerable<string> texts, IReadOnlyList<HeaderDeclaration> types)
    {
        ILookup<string, HeaderDeclaration> byName = types.SelectMany(type => NamesOf(type).Select(name => (name, type))).ToLookup(one => one.name, one => one.type, StringComparer.Ordinal);
        var needed = new HashSet<HeaderDeclaration>(ReferenceEqualityComparer.Instance as IEqualityComparer<HeaderDeclaration>);
        var open = new Stack<string>(texts);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (open.TryPop(out string? text))
        {
            foreach (Match name in Name().Matches(text))
            {
                if (!seen.Add(name.Value) || IsKnownAnyway(name.Value))
                {
                    continue;
                }

                foreach (HeaderDeclaration type in byName[name.Value])
                {
                    needed.Add(type);
                    open.Push(type.Text);
                }
            }
        }

        return [.. types.Where(needed.Contains).DistinctBy(type => type.Text)];
    }

    // An enum is needed for its constants too: a width or a value may be made of them.
    private static IEnumerable<string> NamesOf(HeaderDeclaration type) =>
        EnumBody().Matches(type.Text).SelectMany(body => Constant().Matches(body.Groups["constants"].Value)).Select(constant => constant.Groups["name"].Value).Append(type.Name ?? "").Distinct();

    // size_t and its like: every prototype knows them.
    private static bool IsKnownAnyway(string name) => Declarations.Empty.FindType(name) is not null;

    [GeneratedRegex(@"\benum\b[^{};]*\{(?<constants>[^}]*)\}")]
    private static partial Regex EnumBody();

    // A name that is given a value, and none of those that the value is made of.
    [GeneratedRegex(@"(?<=^|,)\s*(?<name>[A-Za-z_]\w*)\s*(?=[=,]|$)")]
    private static partial Regex Constant();

    [GeneratedRegex(@"[A-Za-z_]\w*")]
    private static partial Regex Name();
}
