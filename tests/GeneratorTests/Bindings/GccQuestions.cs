using System.Text.RegularExpressions;

namespace FfiIsolation.GeneratorTests.Bindings;

/// <summary>Makes questions of the lines of a binding: what it wrote in C# and, behind it, what that is in C.</summary>
internal sealed partial class GccQuestions
{
    private readonly List<GccQuestion> _all = [];
    private readonly List<string> _types = [];

    /// <param name="binding">What <c>ffi bind</c> wrote.</param>
    public GccQuestions(string binding)
    {
        string type = "", c = "";
        foreach (string line in binding[binding.IndexOf("public partial interface", StringComparison.Ordinal)..].Split('\n').Select(line => line.Trim()))
        {
            if (InterfaceHead().Match(line) is { Success: true } proxy)
            {
                type = proxy.Groups["name"].Value;
            }
            else if (Constant().Match(line) is { Success: true } constant)
            {
                AskConstant(type, constant.Groups["type"].Value, constant.Groups["name"].Value, constant.Groups["c"].Value);
            }
            else if (TypeHead().Match(line) is { Success: true } head)
            {
                type = head.Groups["name"].Value;
                c = Declare(head.Groups["c"].Value);
                AskType(type, c, head.Groups["keyword"].Value == "enum");
            }
            else if (EnumConstant().Match(line) is { Success: true } named)
            {
                Integer(named.Groups["name"].Value, named.Groups["name"].Value, $"{type}.@{named.Groups["name"].Value}");
            }
            else if (Field().Match(line) is { Success: true } field)
            {
                Fields++;
                AskField($"Of<{type}>.Value.{field.Groups["name"].Value}", type, c, MemberOf(field.Groups["c"].Value));
            }
            else if (BitField().Match(line) is { Success: true } bits)
            {
                BitFields++;
                AskBits(type, c, MemberOf(bits.Groups["c"].Value), bits.Groups["name"].Value, bits.Groups["type"].Value);
            }
        }
    }

    public IReadOnlyList<GccQuestion> All => _all;

    /// <summary>Typedefs that the C statements use.</summary>
    public IReadOnlyList<string> Types => _types;

    public int Fields { get; private set; }

    public int BitFields { get; private set; }

    public int Constants { get; private set; }

    private void AskConstant(string proxy, string type, string name, string renamed)
    {
        Constants++;
        string c = renamed.Length > 0 ? renamed : name.TrimStart('@'), own = $"{proxy}.{name}";
        switch (type)
        {
            case "string":
                Add(c, $"bytes({c}, sizeof({c}) - 1);", $"Bytes(Encoding.UTF8.GetBytes({own}));");
                break;
            case "float" or "double":
                Add(c, $"{{ __typeof__({c}) value = {c}; bytes(&value, sizeof value); }}", $"Bytes(BitConverter.GetBytes({own}));");
                break;
            default:
                Integer(c, c, own);
                if (type != "int") // of an enum with others, gcc gives a constant that is an int to C the type of all
                {
                    Integer($"sizeof({c})", $"sizeof({c})", $"sizeof({type})");
                }

                break;
        }
    }

    private string Declare(string c)
    {
        int member = c.IndexOf('.', StringComparison.Ordinal);
        string name = $"ffi_type_{_types.Count}";
        _types.Add($"typedef {(member < 0 ? c : $"__typeof__((({c[..member]} *)0)->{c[(member + 1)..]})")} {name};");
        return name;
    }

    private void AskType(string type, string c, bool isEnum)
    {
        Integer($"sizeof({type})", $"sizeof({c})", $"Unsafe.SizeOf<{type}>()");
        if (isEnum)
        {
            Integer($"whether {type} has a sign", $"({c})-1 < 0", $"unchecked(({type})(-1)) < 0 ? 1 : 0");
        }
    }

    private void AskField(string field, string type, string c, string member)
    {
        Integer($"offset of {field}", $"offsetof({c}, {member})", $"OffsetOf(ref Of<{type}>.Value, ref {field})");
        Integer($"size of {field}", $"sizeof((({c} *)0)->{member})", $"SizeOf(ref {field})");
    }

    private void AskBits(string type, string c, string member, string property, string propertyType)
    {
        foreach (string fill in (string[])["0", "255"])
        {
            foreach (string value in (string[])["0", "-1", "0x5555555555555555", "0x3333333333333333"])
            {
                string own = propertyType == "bool" ? $"{value} != 0" : $"unchecked(({propertyType})({value}))";
                Add($"{type}.{property} = {value} over {fill}", $"{{ {c} it; memset(&it, {fill}, sizeof it); it.{member} = {value}; bytes(&it, sizeof it); }}",
                    $"{{ var it = Filled<{type}>(_ => {fill}); it.{property} = {own}; Bytes(MemoryMarshal.AsBytes(new ReadOnlySpan<{type}>(in it))); }}");
            }
        }

        foreach (string pattern in (string[])["73 * i + 41", "151 * i + 200"])
        {
            string read = $"it.{property}";
            Add($"{type}.{property} of bytes {pattern}", $"{{ {c} it; for (int i = 0; i < sizeof it; i++) ((unsigned char *)&it)[i] = {pattern}; integer(it.{member}); }}",
                $"{{ var it = Filled<{type}>(i => {pattern}); Integer({(propertyType == "bool" ? $"{read} ? 1 : 0" : $"unchecked((long){read})")}); }}");
        }
    }

    private void Integer(string about, string c, string own) => Add(about, $"integer((long long)({c}));", $"Integer(unchecked((long)({own})));");

    private void Add(string about, string c, string own) => _all.Add(new(about, c, own));

    // "char *(*names[2])(int)", "struct { int n; } inner", "int x __attribute__((aligned(16)))"
    private static string MemberOf(string text)
    {
        string declarator = Attributes().Replace(text[(text.LastIndexOf('}') + 1)..], "");
        Match name = Pointed().Match(declarator);
        return (name.Success ? name : Last().Match(declarator)).Groups["name"].Value;
    }

    [GeneratedRegex(@"^public partial interface (?<name>\w+)$")]
    private static partial Regex InterfaceHead();

    [GeneratedRegex(@"^const (?<type>\w+) (?<name>@?\w+) = .*?;( // (?<c>\w+))?$")]
    private static partial Regex Constant();

    [GeneratedRegex(@"^public (?<keyword>enum|struct) (?<name>\w+)( : \w+)? // (?<c>.+)$")]
    private static partial Regex TypeHead();

    [GeneratedRegex(@"^@?(?<name>\w+) = -?\d+,$")]
    private static partial Regex EnumConstant();

    [GeneratedRegex(@"^(\[FieldOffset\(\d+\)\] )?public \w+ (?<name>\w+); // (?<c>.+)$")]
    private static partial Regex Field();

    [GeneratedRegex(@"^public (?<type>\w+) (?<name>\w+) // (?<c>.+) : \d+( __attribute__.*)?$")]
    private static partial Regex BitField();

    [GeneratedRegex(@" __attribute__\(\(.*?\)\)$")]
    private static partial Regex Attributes();

    [GeneratedRegex(@"\(\*+ ?((const|volatile|restrict) )*(?<name>[A-Za-z_$][\w$]*)")]
    private static partial Regex Pointed();

    [GeneratedRegex(@"(?<name>[A-Za-z_$][\w$]*)(\[\d*\])*$")]
    private static partial Regex Last();
}
