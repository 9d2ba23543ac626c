namespace FfiIsolation;

/// <summary>What the parsers of one text share: the tokens, the names in force, and what the function being read asks of its callers.</summary>
internal sealed class ParserScope
{
    private readonly DeclaredNames? _known;
    private int _depth;

    /// <param name="known">The names of earlier declarations; null for a prototype that is parsed alone.</param>
    /// <param name="isBlock">Whether the text may declare types.</param>
    public ParserScope(TokenReader reader, DataModel model, DeclaredNames? known, bool isBlock)
    {
        Reader = reader;
        Model = model;
        _known = known;
        IsBlock = isBlock;
        Names = isBlock ? known?.Copy() ?? new DeclaredNames() : known ?? new DeclaredNames();
    }

    private ParserScope(ParserScope outer, TokenReader reader)
    {
        Reader = reader;
        Model = outer.Model;
        _known = outer._known;
        IsBlock = outer.IsBlock;
        Names = outer.Names;
        _depth = outer._depth;
    }

    public TokenReader Reader { get; }

    public DataModel Model { get; }

    public bool IsBlock { get; }

    /// <summary>Whether nothing but the names of the platform is known, so that an unknown struct is not a mistake but something that cannot be said here.</summary>
    public bool IsAlone => _known is null && !IsBlock;

    public DeclaredNames Names { get; }

    /// <summary>What the function being read asks of its callers.</summary>
    public List<FeatureUse> Features { get; } = new();

    public IEnumerable<string> TypeNames => Model.TypeNames.Concat(Names.Typedefs.Keys);

    /// <summary>The type of a typedef's name; what the text declares hides what the platform knows.</summary>
    public Typedef? Find(string name) =>
        Names.Typedefs.TryGetValue(name, out Typedef? typedef) ? typedef
        : Model.Find(name) is { } type ? new Typedef(type, TypeQualifiers.None)
        : null;

    /// <summary>Whether a name stands for a type here.</summary>
    public bool IsType(string name) => Names.Typedefs.ContainsKey(name) || Model.Find(name) is not null;

    /// <summary>The same scope over the tokens of an attribute's arguments.</summary>
    public ParserScope Over(TokenReader reader) => new(this, reader);

    /// <summary>One step deeper into parentheses, braces or an expression: the parsers call themselves, so all share one limit.</summary>
    public void Enter(Token at, string what)
    {
        if (_depth == PrototypeLimits.MaximumNesting)
        {
            throw Reader.Error(at, $"{what} nested more than {PrototypeLimits.MaximumNesting} deep", $"at most {PrototypeLimits.MaximumNesting}");
        }

        _depth++;
    }

    /// <summary>Whether a tag comes from earlier declarations, which do not change any more.</summary>
    public bool IsKnownBefore(CType type) =>
        _known is not null && type is RecordType { Tag: { } tag } && _known.Tags.TryGetValue(tag, out CType? known) && ReferenceEquals(known, type);

    public void Leave() => _depth--;

    public void Note(CallFeature feature, Token at, string what, string? instead = null) => Features.Add(new FeatureUse(feature, at, what, instead));
}
