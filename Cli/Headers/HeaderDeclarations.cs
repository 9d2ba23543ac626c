using System.Collections.Immutable;

namespace FfiIsolation.Cli.Headers;

/// <summary>A header's declarations as our parser reads them. What it refuses is left out, with the reason.</summary>
internal sealed class HeaderDeclarations
{
    private readonly Dictionary<string, string> _refused = new(StringComparer.Ordinal);
    private readonly List<HeaderDeclaration> _accepted = [];

    private HeaderDeclarations(HeaderContent content)
    {
        Content = content;
        Known = Read(content.Declarations);

        // A struct that is laid out otherwise than here is known by name alone, and what takes it by value is refused.
        var wrong = content.Declarations.Where(IsOtherwise).ToHashSet();
        if (wrong.Count > 0)
        {
            _refused.Clear();
            _accepted.Clear();
            Known = Read([.. content.Declarations.Select(one => wrong.Contains(one) ? Hidden(one) : one)]);
            foreach (HeaderDeclaration one in wrong)
            {
                _refused[one.Name!] = $"clang lays it out with {one.Size} bytes, and we do not (#pragma pack, or something that is not understood)";
            }
        }
    }

    public HeaderContent Content { get; }

    /// <summary>All that was understood.</summary>
    public Declarations Known { get; }

    /// <summary>Those that were understood, in their order.</summary>
    public IReadOnlyList<HeaderDeclaration> Accepted => _accepted;

    public static HeaderDeclarations Of(HeaderContent content) => new(content);

    /// <summary>Why a function or type of the header is not understood; null where it is, or is not there.</summary>
    public string? WhyRefused(string name) => _refused.GetValueOrDefault(name);

    private Declarations Read(IReadOnlyList<HeaderDeclaration> declarations)
    {
        Declarations known = Declarations.Empty;
        Add(declarations, ref known);
        return known;
    }

    // One text where all is well; where something is refused, the halves, down to it.
    private void Add(IReadOnlyList<HeaderDeclaration> declarations, ref Declarations known)
    {
        try
        {
            known = Declarations.Parse(string.Concat(declarations.Where(one => one.Text.Length > 0).Select(one => one.Text + ";\n")), known);
            _accepted.AddRange(declarations);
        }
        catch (PrototypeException error) when (declarations.Count == 1)
        {
            if (declarations[0].Name is { } name)
            {
                _refused.TryAdd(name, error.Problem);
            }
        }
        catch (PrototypeException)
        {
            int half = declarations.Count / 2;
            Add([.. declarations.Take(half)], ref known);
            Add([.. declarations.Skip(half)], ref known);
        }
    }

    private bool IsOtherwise(HeaderDeclaration declaration) =>
        declaration is { Name: not null, Size: { } size } && TypeOf(declaration) is { IsComplete: true } record && record.Size != size;

    private RecordType? TypeOf(HeaderDeclaration declaration) =>
        (Known.FindType("struct " + declaration.Name) ?? Known.FindType("union " + declaration.Name) ?? Known.FindType(declaration.Name!)) as RecordType;

    private static HeaderDeclaration Hidden(HeaderDeclaration declaration)
    {
        int brace = declaration.Text.IndexOf('{', StringComparison.Ordinal);
        string head = (brace < 0 ? declaration.Text : declaration.Text[..brace]).Split("__attribute__", 2)[0].Trim();
        return declaration with { Text = head.StartsWith("typedef", StringComparison.Ordinal) ? $"{head} {declaration.Name}__hidden {declaration.Name}" : $"{head.Split(' ')[0]} {declaration.Name}" };
    }
}
