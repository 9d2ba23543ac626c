using System.Globalization;

namespace FfiIsolation.Cli.Binding;

/// <summary>The C# types that a binding declares, by the C types that they are. A type is declared when something first uses it.</summary>
internal sealed class BoundTypes
{
    private readonly NameSpace _names;
    private readonly Dictionary<RecordDefinition, BoundRecord> _records = new(ReferenceEqualityComparer.Instance as IEqualityComparer<RecordDefinition>);
    private readonly Dictionary<string, BoundEnum> _enums = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BoundDelegate> _delegates = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BoundArray> _arrays = new(StringComparer.Ordinal);

    private readonly HeaderWords _words;

    /// <param name="names">Of the namespace.</param>
    public BoundTypes(NameSpace names, HeaderWords words) => (_names, _words) = (names, words);

    /// <summary>In the order in which they were asked for.</summary>
    public List<BoundRecord> Records { get; } = [];

    public List<BoundEnum> Enums { get; } = [];

    public List<BoundDelegate> Delegates { get; } = [];

    public IEnumerable<BoundArray> Arrays => _arrays.Values;

    /// <summary>Whether a type of System.Numerics is among them.</summary>
    public bool UsesComplex { get; private set; }

    /// <summary>The C# name of a number, an enum's own where it has a name; null for what is none.</summary>
    public string? Number(CType type)
    {
        UsesComplex |= type is ComplexType;
        return type is EnumType named && Enum(named) is { } own ? own.Name : DotNetNumbers.NameOf(type);
    }

    /// <summary>The enum of C#; null for one that C gives no name.</summary>
    public BoundEnum? Enum(EnumType type)
    {
        if ((type.Tag ?? type.TypedefName) is not { } name || type.Constants.IsEmpty)
        {
            return null;
        }

        string key = type.Tag is null ? name : "enum " + name; // C has two name spaces
        if (!_enums.TryGetValue(key, out BoundEnum? known))
        {
            _enums.Add(key, known = new BoundEnum(_names.Take(CSharpNames.Pascal(_words.TypedefOf("enum", type.Tag) ?? name)), type));
            Enums.Add(known);
        }

        return known;
    }

    /// <summary>The struct of C#, which may not be possible.</summary>
    /// <param name="record">A complete one.</param>
    /// <param name="name">What to call it where C gives it no name.</param>
    /// <param name="path">The member that it is the type of, for where C gives it no name.</param>
    public BoundRecord Record(RecordType record, string? name = null, string? path = null)
    {
        if (!_records.TryGetValue(record.Definition, out BoundRecord? known))
        {
            string own = _words.TypedefOf(Keyword(record), record.Tag) ?? record.TypedefName ?? record.Tag ?? name ?? "Unnamed";
            known = new BoundRecord(record, _names.Take(CSharpNames.Pascal(own)), record.TypedefName is null && record.Tag is null ? path ?? "" : record.ToString());
            _records.Add(record.Definition, known);
            known.Lay(this);
            Records.Add(known);
        }

        return known;
    }

    /// <summary>The delegate for a function pointer; null for one that none can be.</summary>
    /// <param name="pointer">The pointer's type.</param>
    /// <param name="name">What to call it where C gives it no name.</param>
    /// <param name="place">The parameter that it is the type of, for where C gives it no name.</param>
    public BoundDelegate? Delegate(PointerType pointer, string name, string place)
    {
        var function = (FunctionType)pointer.Pointee;
        string? typedef = pointer.TypedefName ?? function.TypedefName;
        string key = typedef ?? place;
        if (!_delegates.TryGetValue(key, out BoundDelegate? known) && BoundDelegate.TryMake(this, function, typedef ?? name, typedef, _words.ParametersOf(typedef)) is { } made)
        {
            string? general = made.HasNames ? null : made.OfSystem;
            known = made with { Name = general ?? _names.Take(CSharpNames.Pascal(typedef ?? name)) };
            _delegates.Add(key, known);
            if (general is null)
            {
                Delegates.Add(known);
            }
        }

        return known;
    }

    /// <summary>The type for a number of elements side by side.</summary>
    public string Array(string element, long count)
    {
        string key = string.Create(CultureInfo.InvariantCulture, $"{element}[{count}]");
        if (!_arrays.TryGetValue(key, out BoundArray? known))
        {
            _arrays.Add(key, known = new BoundArray(_names.Take(string.Create(CultureInfo.InvariantCulture, $"{CSharpNames.Pascal(element)}Array{count}")), element, count));
        }

        return known.Name;
    }

    public static string Keyword(RecordType record) => record.Kind == TagKind.Union ? "union" : "struct";
}
