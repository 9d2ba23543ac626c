using System.Text;

namespace FfiIsolation.Tests.Abi;

/// <summary>Random structs and unions, as C text that both we and the compiler read. Each may hold those before it.</summary>
/// <param name="seed">The same seed gives the same text.</param>
/// <param name="isSmall">Mostly records that fit in two registers.</param>
internal sealed class RecordGenerator(int seed, bool isSmall)
{
    public const string Prelude = """
        enum color { RED, GREEN = 7, BLUE }; enum sign { MINUS = -1, PLUS = 1 }; enum wide { HUGE_ONE = 0x100000000 };
        enum __attribute__((packed)) tiny { TINY = 3 };
        typedef int int_low __attribute__((aligned(1))); typedef short short_high __attribute__((aligned(32)));
        typedef double pair[2]; typedef void (*callback)(int, void *); typedef struct { char a; int b; } unnamed;

        """;

    private static readonly string[] Integers =
    [
        "_Bool", "char", "signed char", "unsigned char", "short", "unsigned short", "int", "unsigned int", "long", "unsigned long", "long long",
        "unsigned long long", "enum color", "enum sign", "enum wide", "enum tiny", "__int128", "unsigned __int128", "wchar_t", "uint16_t",
    ];

    private static readonly string[] Others =
    [
        "float", "double", "float", "double", "long double", "_Float16", "_Float128", "float _Complex", "double _Complex", "long double _Complex",
        "void *", "const char *", "callback", "unnamed", "int_low", "short_high",
    ];

    private readonly Random _random = new(seed);
    private readonly List<string> _before = [];
    private int _names;

    /// <summary>The keyword and tag of every record so far.</summary>
    public IReadOnlyList<string> Names => _before;

    public string Next()
    {
        string name = $"{(Chance(20) ? "union" : "struct")} r{seed}_{_before.Count}";
        var text = new StringBuilder();
        int packing = isSmall ? 0 : _random.Next(12) switch { 0 => 1, 1 => 2, 2 => 4, _ => 0 };
        if (packing > 0)
        {
            text.AppendLine($"#pragma pack(push, {packing})");
        }

        text.Append(name).Append(Braces(name.StartsWith("union", StringComparison.Ordinal), 0)).AppendLine(";");
        if (packing > 0)
        {
            text.AppendLine("#pragma pack(pop)");
        }

        _before.Add(name);
        return text.ToString();
    }

    private string Braces(bool isUnion, int depth)
    {
        var text = new StringBuilder(" {");
        int count = isSmall ? _random.Next(1, 4) : _random.Next(1, 9);
        for (int i = 0; i < count; i++)
        {
            text.Append(' ').Append(Member(depth)).Append(';');
        }

        if (!isUnion && !isSmall && depth == 0 && Chance(5))
        {
            text.Append($" int n{++_names}; short m{++_names}[];");
        }

        text.Append(" }");
        int percent = isSmall ? 8 : 15;
        text.Append(Chance(percent) ? Chance(30) ? " __attribute__((packed, aligned(2)))" : " __attribute__((packed))" : "");
        return text.Append(Chance(percent) ? $" __attribute__((aligned({1 << _random.Next(0, 7)})))" : "").ToString();
    }

    private string Member(int depth)
    {
        string name = $"m{++_names}";
        switch (_random.Next(100))
        {
            case < 25:
                return BitField(name);
            case < 32 when depth < 2:
                bool isUnion = Chance(50);
                return (isUnion ? "union" : "struct") + Braces(isUnion, depth + 1) + (Chance(60) ? "" : " " + name);
            case < 45 when _before.Count > 0:
                return $"{_before[_random.Next(isSmall ? 0 : Math.Max(0, _before.Count - 40), _before.Count)]} {name}{(Chance(20) ? "[2]" : "")}";
        }

        string type = Chance(60) ? Integers[_random.Next(Integers.Length)] : Others[_random.Next(Others.Length)];
        if (isSmall && type.Contains("128", StringComparison.Ordinal) && Chance(60))
        {
            type = "float";
        }

        string array = type is "short_high" || !Chance(20) ? "" : Chance(70) ? $"[{_random.Next(1, isSmall ? 3 : 6)}]" : Chance(80) ? "[2][3]" : "[0]";
        string alignas = Chance(4) && type != "short_high" ? $"_Alignas({16 << _random.Next(0, 3)}) " : "";
        return $"{alignas}{type} {name}{array}{Attributes()}";
    }

    private string BitField(string name)
    {
        string type = Integers[_random.Next(Integers.Length)];
        int widest = type == "_Bool" ? 1 : type.Contains("128", StringComparison.Ordinal) ? 128 : type.Contains("long", StringComparison.Ordinal) || type == "enum wide" ? 64
            : type.Contains("short", StringComparison.Ordinal) || type == "uint16_t" ? 16 : type.Contains("char", StringComparison.Ordinal) && type != "wchar_t" || type == "enum tiny" ? 8 : 32;
        int width = Chance(15) ? widest : _random.Next(1, widest + 1);
        return _random.Next(10) switch
        {
            0 => $"{type} : 0",
            1 => $"{type} : {width}",
            _ => $"{type} {name} : {width}{Attributes()}",
        };
    }

    private string Attributes() =>
        (Chance(5) ? " __attribute__((packed))" : "") + (Chance(6) ? $" __attribute__((aligned({1 << _random.Next(0, 6)})))" : "");

    private bool Chance(int percent) => _random.Next(100) < percent;
}
