using FfiIsolation.Abi;

namespace FfiIsolation.ProcessTests.Conformance;

/// <summary>Random signatures over scalars of every kind and generated structs and unions.</summary>
internal sealed class SignatureSource
{
    private const int Records = 150;
    private const int LargestRecord = 512;

    private static readonly string[] s_scalars =
    [
        "_Bool", "char", "signed char", "unsigned char", "short", "unsigned short", "int", "unsigned int", "long", "unsigned long", "float", "double", "float", "double",
        "long double", "__int128", "unsigned __int128", "float _Complex", "double _Complex", "long double _Complex", "enum color", "enum sign", "enum wide", "enum tiny",
        "void *", "callback", "int_low", "short_high", "wchar_t", "uint16_t",
    ];

    private static readonly string[] s_systemVOnly = ["_Float16", "_Float16 _Complex", "struct nothing"];

    /// <summary>What .NET values stand for behind the dots.</summary>
    private static readonly string[] s_extra =
        ["int", "unsigned int", "long", "unsigned long", "double", "double", "long double", "__int128", "unsigned __int128", "double _Complex", "long double _Complex", "void *"];

    private readonly Random _random;
    private readonly string[] _types;
    private readonly string[] _scalars;
    private readonly string[] _records;
    private readonly string[] _extra;

    public SignatureSource(int seed, bool isMicrosoft)
    {
        _random = new Random(seed);
        var generator = new RecordGenerator(seed, isSmall: true);
        var large = new RecordGenerator(seed + 1, isSmall: false);
        Text = RecordGenerator.Prelude + "struct nothing {};\n" + string.Concat(Enumerable.Range(0, Records).Select(_ => generator.Next()))
            + string.Concat(Enumerable.Range(0, Records / 3).Select(_ => large.Next()));
        Declarations = Declarations.Parse(Text);
        _scalars = isMicrosoft ? s_scalars : [.. s_scalars, .. s_systemVOnly];
        _records = [.. generator.Names.Concat(large.Names).Where(name => Declarations.FindType(name)!.Size is > 0 and <= LargestRecord)];
        _types = [.. _scalars, .. _records];
        _extra = isMicrosoft ? s_extra : [.. s_extra, "_Float16"];
    }

    /// <summary>The types, as C text.</summary>
    public string Text { get; }

    public Declarations Declarations { get; }

    public Prototype Next(int number, string attribute)
    {
        int count = _random.Next(10) switch { 0 => _random.Next(0, 2), < 6 => _random.Next(1, 8), < 9 => _random.Next(8, 20), _ => _random.Next(30, PrototypeLimits.MaximumParameters + 1) };
        count = _random.Next(40) == 0 ? PrototypeLimits.MaximumParameters : count;
        string list = string.Join(", ", Enumerable.Range(0, count).Select(_ => Pick()));
        bool isVariadic = count is > 0 and < 20 && _random.Next(4) == 0;
        string result = _random.Next(6) == 0 ? "void" : Pick();
        return Prototype.Parse($"{result} f{number}({(count == 0 ? "void" : list)}{(isVariadic ? ", ..." : "")}){attribute}", Declarations);
    }

    public CType[] NextExtra() => [.. Enumerable.Range(0, _random.Next(0, 12)).Select(_ =>
        TypeOf(_random.Next(3) > 0 ? _extra[_random.Next(_extra.Length)] : _records[_random.Next(_records.Length)]))];

    private string Pick() => _random.Next(2) == 0 ? _scalars[_random.Next(_scalars.Length)] : _types[_random.Next(_types.Length)];

    private CType TypeOf(string name) => Prototype.Parse($"{name} f(void)", Declarations).ReturnType;
}
