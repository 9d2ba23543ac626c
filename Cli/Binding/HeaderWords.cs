using FfiIsolation.Headers;

namespace FfiIsolation.Cli.Binding;

/// <summary>What a header says of its names beyond what our parser reads: comments, the typedefs of tags, the parameters of function types.</summary>
internal sealed class HeaderWords
{
    private readonly Dictionary<(string Name, bool IsFunction), string> _comments = [];
    private readonly Dictionary<string, string> _typedefs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<string>> _parameterNames = new(StringComparer.Ordinal);

    public HeaderWords(HeaderDeclarations header)
    {
        foreach (HeaderDeclaration one in header.Content.Declarations.Where(one => one.Name is not null && one.Comment.Length > 0))
        {
            _comments.TryAdd((one.Name!, one.Kind == HeaderKind.Function), one.Comment);
        }

        foreach (HeaderDeclaration one in header.Accepted.Where(one => one is { Kind: HeaderKind.Typedef, Name: not null }))
        {
            // typedef struct z_stream_s z_stream;
            if (one.Text.Split(' ') is ["typedef", "struct" or "union" or "enum", var tag, var name] words && name == one.Name)
            {
                _typedefs.TryAdd($"{words[1]} {tag}", name);
            }

            if (one.ParameterNames.Count > 0)
            {
                _parameterNames.TryAdd(one.Name!, one.ParameterNames);
            }
        }
    }

    /// <summary>The typedef that renames a tag: <c>z_stream</c> for <c>struct z_stream_s</c>; null for none.</summary>
    /// <param name="keyword"><c>struct</c>, <c>union</c>, <c>enum</c>.</param>
    public string? TypedefOf(string keyword, string? tag) => tag is null ? null : _typedefs.GetValueOrDefault($"{keyword} {tag}");

    /// <summary>The names of the parameters of a function type that a typedef names.</summary>
    public IReadOnlyList<string> ParametersOf(string? typedef) => _parameterNames.GetValueOrDefault(typedef ?? "", []);

    public DocComment CommentOfFunction(string name) => new(_comments.GetValueOrDefault((name, true), ""));

    /// <summary>The comment of a type, by the first of its names that has one.</summary>
    public DocComment CommentOfType(params IEnumerable<string?> names) => new(names.Select(name => _comments.GetValueOrDefault((name ?? "", false), "")).FirstOrDefault(text => text.Length > 0) ?? "");
}
