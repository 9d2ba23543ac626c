using System.Text.RegularExpressions;

namespace FfiIsolation.Headers;

/// <summary>Puts the definition of a struct, union or enum without a tag into the typedef that uses it: clang prints the one apart from the other, and gives it the typedef's name. Pure.</summary>
internal static partial class UnnamedTags
{
    /// <summary>Whether a printed struct, union or enum has no tag.</summary>
    public static bool Is(string printed) => Untagged().IsMatch(printed);

    /// <summary>The typedef with the definition in it; null where it is not one of that definition.</summary>
    /// <param name="typedef">As clang prints it: <c>typedef struct point point</c>.</param>
    /// <param name="name">What it declares.</param>
    /// <param name="definition">As clang prints it: <c>struct { … }</c>.</param>
    public static string? Join(string typedef, string name, string definition)
    {
        string keyword = Untagged().Match(definition).Groups[1].Value;
        Match use = Regex.Match(typedef, $@"\b{keyword} (\((unnamed|anonymous)[^)]*\)|{Regex.Escape(name)}\b)");
        return use.Success ? typedef[..use.Index] + definition + typedef[(use.Index + use.Length)..] : null;
    }

    [GeneratedRegex(@"^(struct|union|enum)( ?__attribute__\(\(.*?\)\))* ?(\(unnamed[^)]*\) ?)?\{", RegexOptions.Singleline)]
    private static partial Regex Untagged();
}
