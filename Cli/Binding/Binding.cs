using System.Globalization;
using FfiIsolation.Headers;

namespace FfiIsolation.Cli.Binding;

/// <summary>A typed proxy for a header: what of it there is, what was left out, and the text. Pure.</summary>
internal sealed class Binding
{
    // What is written, and code that uses it, names these without their namespaces; of System all, since every file has it.
    private static readonly string[] s_usedTypes =
    [
        "NativeArgument", "NativeCallback", "NativeHandle", "NativePointer", "NativeStruct", "LongDouble", "LongDoubleComplex", "Complex",
        "NativeLibrary", "NativeDeclarations", "NativeFunction", "StructLayout", "LayoutKind", "FieldOffset", "InlineArray", "System", "FfiIsolation",
        .. typeof(object).Assembly.GetExportedTypes().Where(type => type is { Namespace: "System", DeclaringType: null }).Select(type => type.Name.Split('`')[0]),
    ];

    private readonly HeaderDeclarations _header;
    private readonly BindingNames _names;
    private readonly HashSet<string> _exported;
    private readonly Func<string, bool> _isWanted;
    private readonly NameSpace _members;
    private readonly BoundTypes _types;
    private readonly List<LeftOut> _leftOut = [];
    private readonly List<BoundConstant> _constants = [];
    private readonly HashSet<string> _constantNames = new(StringComparer.Ordinal);
    private readonly List<string> _nameless = [];

    private Binding(HeaderDeclarations header, BindingNames names, IEnumerable<string> exported, Func<string, bool> isWanted)
    {
        (_header, _isWanted) = (header, isWanted);
        Words = new HeaderWords(header);
        _names = names;
        _exported = [.. exported];
        _members = new([names.Interface, "On", "OnAsync", "IsolatedClient", .. CSharpNames.MembersOfAll]); // the generator's own
        _types = new BoundTypes(new NameSpace([names.Interface, .. s_usedTypes]), Words);
        AddMacros();
        AddTypes();
        AddFunctions();
        foreach (BoundRecord record in _types.Records)
        {
            foreach (EnumType unnamed in record.UnnamedEnums)
            {
                AddConstants(unnamed.Constants.Select(constant => HeaderConstant.OfEnum(constant.Name, constant.Value, !unnamed.UnderlyingType.IsSigned)));
            }

            if (record.WhyNot is { } why)
            {
                _leftOut.Add(new([record.CName.Length > 0 ? record.CName : record.Type.ToString()], $"{why}; it is a NativeStruct"));
            }
        }

        _nameless.AddRange(_types.Enums.SelectMany(one => one.Type.Constants).Select(constant => constant.Name).Where(name => !BoundEnum.IsName(name)));
        if (_nameless.Count > 0)
        {
            _leftOut.Add(new(_nameless, "constants whose names C# does not take"));
        }
    }

    public IReadOnlyList<BoundMethod> Methods { get; private set; } = [];

    public IReadOnlyList<BoundConstant> Constants => _constants;

    public IReadOnlyList<BoundRecord> Structs => [.. _types.Records.Where(record => record.WhyNot is null)];

    public IReadOnlyList<BoundEnum> Enums => _types.Enums;

    public IReadOnlyList<BoundDelegate> Delegates => _types.Delegates;

    public IReadOnlyList<BoundArray> Arrays => [.. _types.Arrays];

    public IReadOnlyList<LeftOut> LeftOut => _leftOut;

    public bool UsesComplex => _types.UsesComplex;

    /// <summary>The C declarations that the prototypes need; empty for none.</summary>
    public IReadOnlyList<string> Declarations { get; private set; } = [];

    public BindingNames Names => _names;

    public HeaderWords Words { get; }

    /// <summary>The functions that the header itself declares, or by what it includes as a part of itself, and has no body of.</summary>
    public IReadOnlyList<string> OwnFunctions => [.. _header.Content.Declarations.Where(one => one is { Kind: HeaderKind.Function, IsOwn: true, Name: not null } && !one.Text.StartsWith("static ", StringComparison.Ordinal)).Select(one => one.Name!).Distinct()];

    /// <summary>Why there is nothing to write, in words that follow "nothing is written: "; null where there is something. Constants and types alone are what some headers are for.</summary>
    public string? WhyNothing()
    {
        string[] own = Methods.Count > 0 ? [] : [.. OwnFunctions];
        return own.Length > 0 && !own.Any(_exported.Contains) ? $"{_names.Library} exports none of what {_header.Content.Path} declares ({Count(own.Length, "function")}): is it the header of another library?"
            : own.Length > 0 ? $"none of the functions that {_header.Content.Path} declares and {_names.Library} exports can be bound"
            : Methods.Count + Constants.Count + Structs.Count + Enums.Count == 0 ? $"{_header.Content.Path} has nothing that can be bound"
            : null;
    }

    /// <summary>How many functions, which may be fewer than methods.</summary>
    public int Functions => Methods.DistinctBy(method => method.Prototype.Name).Count();

    /// <param name="header">The header.</param>
    /// <param name="names">What to call things.</param>
    /// <param name="exported">The functions that the library has.</param>
    /// <param name="isWanted">Whether a function is asked for; all are, if not given.</param>
    public static Binding Of(HeaderDeclarations header, BindingNames names, IEnumerable<string> exported, Func<string, bool>? isWanted = null) => new(header, names, exported, isWanted ?? (_ => true));

    /// <summary>In one line, for people.</summary>
    public string Summary() => string.Create(CultureInfo.InvariantCulture,
        $"{Count(Functions, "function")}, {Count(Structs.Count, "struct")}, {Count(Enums.Count, "enum")}, {Count(Delegates.Count, "delegate")}, {Count(Constants.Count, "constant")} of {Path.GetFileName(_header.Content.Path)}");

    private static string Count(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}{(count == 1 ? "" : "s")}");

    private void AddConstants(IEnumerable<HeaderConstant> constants)
    {
        foreach (HeaderConstant constant in constants)
        {
            Add(constant);
        }
    }

    private void AddMacros()
    {
        AddConstants(_header.Content.Constants);
        if (_header.Content.OtherMacros.Count > 0)
        {
            _leftOut.Add(new(_header.Content.OtherMacros, "macros that stand for no number and no text"));
        }
    }

    // #define A A beside an enum's A is one constant.
    private void Add(HeaderConstant constant)
    {
        if (!_constantNames.Add(constant.Name))
        {
            return;
        }

        if (CSharpNames.IsName(constant.Name))
        {
            _constants.Add(new(_members.Take(constant.Name), constant));
        }
        else
        {
            _nameless.Add(constant.Name);
        }
    }

    // What the header itself defines comes along, used or not; what it includes only where something uses it.
    private void AddTypes()
    {
        foreach (HeaderDeclaration one in _header.Content.Declarations.Where(one => one.IsOwn && one.Text.Contains('{', StringComparison.Ordinal)))
        {
            switch (_header.FindType(one))
            {
                case RecordType { IsComplete: true } record:
                    _types.Record(record, one.Name);
                    break;
                case EnumType named:
                    _types.Enum(named);
                    break;
                case null when one is { Kind: HeaderKind.Enum, Name: null, Mistake: not null }:
                    _leftOut.Add(new([.. one.Constants.Select(constant => constant.Name)], "clang finds a mistake in it"));
                    break;
                case null when one is { Kind: HeaderKind.Enum, Name: null }:
                    AddConstants(one.Constants); // clang's own values: its expressions may use what is defined anywhere
                    break;
                case null or RecordType when one.Name is { } lost && _header.WhyRefused(lost) is { } problem:
                    _leftOut.Add(new([lost], problem));
                    break;
            }
        }
    }

    private void AddFunctions()
    {
        var maker = new MethodMaker(_types, _members, _names.Prefix);
        var functions = _header.Content.Declarations.Where(one => one.Kind == HeaderKind.Function && _isWanted(one.Name!)).DistinctBy(one => one.Name).ToArray();
        var missing = functions.Where(one => one.IsOwn && !_exported.Contains(one.Name!)).Select(one => one.Name!).ToArray();
        var prototypes = new List<(Prototype Prototype, string Text)>();
        foreach (HeaderDeclaration function in functions.Where(one => _exported.Contains(one.Name!)))
        {
            if (_header.Known.FindFunction(function.Name!) is { } prototype)
            {
                prototypes.Add((prototype, function.Text));
            }
            else
            {
                _leftOut.Add(new([function.Name!], _header.WhyRefused(function.Name!) ?? "it is not understood"));
            }
        }

        IReadOnlyList<HeaderDeclaration> types = NeededDeclarations.Of(
            prototypes.Select(one => one.Prototype.ToString()),
            [.. _header.Accepted.Where(one => one.Kind is HeaderKind.Record or HeaderKind.Enum or HeaderKind.Typedef)]);
        Declarations = [.. types.Select(type => type.Source)];
        Declarations known = FfiIsolation.Declarations.Parse(string.Join('\n', Declarations));
        var methods = new List<BoundMethod>();
        foreach ((Prototype prototype, string text) in prototypes)
        {
            methods.AddRange(Make(maker, prototype, text, known));
        }

        Methods = methods;
        if (missing.Length > 0)
        {
            _leftOut.Add(new(missing, $"declared, and not exported by {_names.Library}"));
        }
    }

    // The line above a method is read again by the compiler and by the host, with what stands above the interface.
    private IReadOnlyList<BoundMethod> Make(MethodMaker maker, Prototype prototype, string text, Declarations known)
    {
        string? whyNot;
        try
        {
            whyNot = CallSupport.WhyNotCallable(Prototype.Parse(prototype.ToString(), known))?.Problem;
        }
        catch (PrototypeException error)
        {
            whyNot = error.Problem;
        }

        IReadOnlyList<BoundMethod> methods = whyNot is null ? maker.Make(prototype, text, out whyNot) : [];
        if (whyNot is not null)
        {
            _leftOut.Add(new([prototype.Name], whyNot));
        }

        return methods;
    }
}
