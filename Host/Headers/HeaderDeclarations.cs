using System.Text.RegularExpressions;

namespace FfiIsolation.Headers;

/// <summary>A header's declarations as our parser reads them. What it refuses is left out, with the reason.</summary>
internal sealed partial class HeaderDeclarations
{
    /// <summary>Structs with <c>#pragma pack</c> within each other that are found, from the innermost outwards.</summary>
    private const int MostRounds = 8;

    private readonly Dictionary<string, string> _refused = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _hidden = new(StringComparer.Ordinal);
    private readonly List<HeaderDeclaration> _accepted = [];

    private HeaderDeclarations(HeaderContent content, CancellationToken cancellationToken)
    {
        Content = content;
        HeaderDeclaration[] declarations = [.. content.Declarations];
        Known = Read(declarations);
        for (int round = 1; Correct(declarations, isLast: round >= MostRounds); round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Known = Read(declarations);
        }
    }

    public HeaderContent Content { get; }

    /// <summary>All that was understood.</summary>
    public Declarations Known { get; private set; }

    /// <summary>Those that were understood, in their order.</summary>
    public IReadOnlyList<HeaderDeclaration> Accepted => _accepted;

    /// <exception cref="OperationCanceledException">The token was cancelled: seen before each time that all of them are read again.</exception>
    public static HeaderDeclarations Of(HeaderContent content, CancellationToken cancellationToken = default) => new(content, cancellationToken);

    /// <summary>Why a function or type of the header is not understood; null where it is, or is not there.</summary>
    /// <remarks>A function that is refused for a type that is refused says why that is.</remarks>
    public string? WhyRefused(string name)
    {
        string? why = ReasonOf(name);
        string other = why is null ? "" : QuotedType().Match(why).Groups["name"].Value;
        return other != name && ReasonOf(other) is { } behind ? $"{why} ({other}: {behind})" : why;
    }

    /// <summary>The struct, union or enum that a declaration defines; null where it is not understood, or has no name.</summary>
    public CType? FindType(HeaderDeclaration declaration) => declaration.Name is not { } name ? null
        : declaration.Text.StartsWith("typedef", StringComparison.Ordinal) ? Known.FindType(name)
        : Known.FindType($"{declaration.Text.Split([' ', '{'], 2)[0]} {name}");

    private Declarations Read(IReadOnlyList<HeaderDeclaration> declarations)
    {
        var refused = new HashSet<int>();
        _refused.Clear();

        // Of two that contradict each other, clang finds the mistake in the second; which one is meant nobody knows.
        var mistaken = declarations.Where(one => one is { Mistake: not null, Name: not null }).Select(one => (one.Kind, one.Name)).ToHashSet();
        bool IsRead(HeaderDeclaration one) => one is { Mistake: null, Text.Length: > 0 } && !(Says(one) && mistaken.Contains((one.Kind, one.Name)));
        Declarations known = Declarations.ParseEach([.. declarations.Select(one => IsRead(one) ? one.Source : "")], (i, error) =>
        {
            refused.Add(i);
            Note(_refused, declarations[i].Name, error.Problem);
        });
        _accepted.Clear();
        for (int i = 0; i < declarations.Count; i++)
        {
            if (declarations[i].Mistake is { } mistake)
            {
                Note(_refused, declarations[i].Name, $"clang finds a mistake in it, {Content.WithRemedy(mistake)}");
            }
            else if (!refused.Contains(i) && (declarations[i].Text.Length == 0 || IsRead(declarations[i])))
            {
                _accepted.Add(declarations[i]);
            }
        }

        return known;
    }

    /// <summary>Whether it says more than that there is such a struct.</summary>
    private static bool Says(HeaderDeclaration one) => one.Kind == HeaderKind.Function || one.Text.Contains('{', StringComparison.Ordinal);

    private string? ReasonOf(string name) => _hidden.GetValueOrDefault(name) ?? _refused.GetValueOrDefault(name);

    [GeneratedRegex(@"'((struct|union|enum) )?(?<name>\w+)'")]
    private static partial Regex QuotedType();

    private static void Note(Dictionary<string, string> reasons, string? name, string why)
    {
        if (name is not null)
        {
            reasons.TryAdd(name, why);
        }
    }

    /// <summary>Holds what was read against what clang says: a struct that is laid out otherwise is packed, or else known by name alone; an enum with other values gets clang's.</summary>
    /// <returns>Whether anything was changed, so that all has to be read again.</returns>
    private bool Correct(HeaderDeclaration[] declarations, bool isLast)
    {
        bool isChanged = false;
        var wrong = new Dictionary<int, (RecordType Type, string Difference)>();
        for (int i = 0; i < declarations.Length; i++)
        {
            HeaderDeclaration one = declarations[i];
            if (one.Layout is { } layout && FindType(one) is RecordType { IsComplete: true } record && LayoutDifference.Of(record, layout) is { } difference)
            {
                wrong.Add(i, (record, difference));
            }
            else if (one is { Kind: HeaderKind.Enum, Mistake: null } && one.Constants.Any(constant => Known.FindConstant(constant.Name) != constant.Bits) && WithValues(one) is var corrected && corrected.Text != one.Text)
            {
                declarations[i] = corrected;
                isChanged = true;
            }
        }

        // What holds a wrong one may be right when that one is.
        var definitions = wrong.Values.Select(one => one.Type.Definition).ToHashSet();
        var packable = wrong.Where(one => !isLast && declarations[one.Key].Packing is null && declarations[one.Key].Layout!.Alignment is 1 or 2 or 4 or 8 or 16
            && !one.Value.Type.Members.Any(member => InnermostOf(member.Type) is RecordType inner && definitions.Contains(inner.Definition))).ToArray();
        foreach ((int i, _) in packable)
        {
            // #pragma pack(n) lowers the alignment of what it matters to, to n.
            declarations[i] = declarations[i] with { Packing = (int)declarations[i].Layout!.Alignment };
        }

        foreach ((int i, (_, string difference)) in packable.Length > 0 ? [] : wrong)
        {
            Note(_hidden, declarations[i].Name, difference);
            declarations[i] = Hidden(declarations[i]);
        }

        return isChanged || wrong.Count > 0;
    }

    private static CType InnermostOf(CType type) => type is ArrayType array ? InnermostOf(array.Element) : type;

    private static HeaderDeclaration WithValues(HeaderDeclaration declaration)
    {
        int open = declaration.Text.IndexOf('{', StringComparison.Ordinal), close = declaration.Text.LastIndexOf('}');
        IEnumerable<string> constants = declaration.Constants.Select(constant => FormattableString.Invariant($"{constant.Name} = {constant.Value}{(constant.Value is ulong ? "u" : "")}"));
        return open < 0 || close < open ? declaration : declaration with { Text = $"{declaration.Text[..(open + 1)]} {string.Join(", ", constants)} {declaration.Text[close..]}" };
    }

    private static HeaderDeclaration Hidden(HeaderDeclaration declaration)
    {
        int brace = declaration.Text.IndexOf('{', StringComparison.Ordinal);
        string head = (brace < 0 ? declaration.Text : declaration.Text[..brace]).Split("__attribute__", 2)[0].Trim();
        string text = head.StartsWith("typedef", StringComparison.Ordinal) ? $"{head} {declaration.Name}__hidden {declaration.Name}" : $"{head.Split(' ')[0]} {declaration.Name}";
        return declaration with { Text = text, Layout = null, Packing = null };
    }
}
