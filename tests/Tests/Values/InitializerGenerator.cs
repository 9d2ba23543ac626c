using System.Globalization;

namespace FfiIsolation.Tests.Values;

/// <summary>Random initialisers, as C text that both we and the compiler read: braces or none, designators, every kind of literal.</summary>
/// <param name="seed">The same seed gives the same text.</param>
internal sealed class InitializerGenerator(int seed)
{
    private readonly Random _random = new(seed);

    public string Next(RecordType type) => Braced(type);

    private string Braced(CType type)
    {
        var values = new List<string>();
        switch (type)
        {
            case ArrayType array when array.Element is IntegerType { Kind: IntegerKind.Char } && Chance(60):
                return Chance(50) ? Text(array) : "{" + Text(array) + "}";
            case ArrayType array:
                for (int i = 0; i < array.Length && !Chance(10); i++)
                {
                    if (Chance(15))
                    {
                        i = _random.Next(array.Length!.Value);
                        values.Add($"[{i}] = {Value(array.Element)}");
                    }
                    else
                    {
                        values.Add(Value(array.Element));
                    }
                }

                break;
            case RecordType record:
                RecordMember[] members = [.. record.Members.Where(member => (member.Name is not null || member.BitWidth is null) && member.Type is not ArrayType { Length: null })];
                RecordMember[] named = [.. record.NamedMembers().Where(member => member.Type is not ArrayType { Length: null })];
                for (int i = 0; i < members.Length && !Chance(8); i++)
                {
                    if (Chance(15) && named.Length > 0)
                    {
                        RecordMember member = named[_random.Next(named.Length)];
                        values.Add($".{member.Name} = {Value(member.Type, member.BitWidth)}");
                        i = Array.FindIndex(members, known => known.Name == member.Name || (known.Name is null && ((RecordType)known.Type).Find(member.Name!) is not null));
                        if (members[i].Name is null)
                        {
                            // What follows would go into the unnamed struct.
                            break;
                        }
                    }
                    else
                    {
                        values.Add(Value(members[i].Type, members[i].BitWidth));
                    }

                    if (record.Kind == TagKind.Union)
                    {
                        break;
                    }
                }

                break;
        }

        return "{" + string.Join(", ", values) + (values.Count > 0 && Chance(20) ? ",}" : "}");
    }

    private string Value(CType type, int? width = null) => type switch
    {
        RecordType or ArrayType => Chance(25) && IsPlain(type) ? string.Join(", ", Flat(type)) : Braced(type),
        _ => Scalar(type, width),
    };

    /// <summary>Nothing in it without room for a value: whether such a thing takes one from a list without braces is nowhere said.</summary>
    private static bool IsPlain(CType type) => type switch
    {
        ArrayType array => array.Length > 0 && IsPlain(array.Element),
        RecordType record => record.Size > 0 && record.Members.All(member => member.BitWidth is not null || IsPlain(member.Type)) && record.Members.Any(member => member.Name is not null || member.BitWidth is null),
        _ => true,
    };

    private IEnumerable<string> Flat(CType type) => type switch
    {
        ArrayType array => Enumerable.Range(0, array.Length!.Value).SelectMany(_ => Flat(array.Element)),
        RecordType record => record.Members.Where(member => member.Name is not null || member.BitWidth is null).Take(record.Kind == TagKind.Union ? 1 : int.MaxValue)
            .SelectMany(member => member.BitWidth is null ? Flat(member.Type) : [Scalar(member.Type, member.BitWidth)]).ToArray(),
        _ => [Scalar(type, null)],
    };

    private string Text(ArrayType array)
    {
        int length = _random.Next(0, array.Length!.Value + 1);
        return "\"" + string.Concat(Enumerable.Range(0, length).Select(_ => _random.Next(8) switch { 0 => "\\n", 1 => "\\x7f\"\"", 2 => "\\101", 3 => "\\\"", _ => ((char)_random.Next('a', 'z')).ToString() })) + "\"";
    }

    private string Scalar(CType type, int? width) => type switch
    {
        BooleanType => _random.Next(2) == 0 ? "0" : "1",
        EnumType named when Chance(50) && width is null => named.Constants[_random.Next(named.Constants.Length)].Name,
        EnumType named => Integer(width ?? (8 * named.Size), named.UnderlyingType.IsSigned),
        IntegerType { Kind: IntegerKind.Char } when Chance(20) && width is null => _random.Next(3) switch { 0 => "'a'", 1 => "'\\xff'", _ => "'\\n'" },
        IntegerType integer => Integer(width ?? (8 * integer.Size), integer.IsSigned),
        FloatingType floating => Floating(floating.Kind),
        ComplexType complex => Complex(complex.Part.Kind),
        _ => _random.Next(3) switch { 0 => "NULL", 1 => "0", _ => $"(void *)0x{_random.NextInt64(1, long.MaxValue):x}" },
    };

    private string Integer(int width, bool isSigned)
    {
        int bits = Math.Min(width, 64) - (isSigned ? 1 : 0);
        ulong most = bits == 0 ? 0 : ulong.MaxValue >> (64 - bits);
        ulong value = (ulong)_random.NextInt64() * 2 + (ulong)_random.Next(2) & most;
        value = _random.Next(6) switch { 0 => most, 1 => 0, 2 => value & 1, _ => value };
        if (isSigned && Chance(40))
        {
            return value == most ? $"-{(value == 0 ? "0" : value.ToString(CultureInfo.InvariantCulture))} - {(bits == 0 ? 0 : 1)}" : $"-{value}";
        }

        return _random.Next(5) switch
        {
            0 => $"0x{value:x}u",
            1 when value < 1000 => $"({value} | {value & 5})",
            2 when value > 0 && value < 1000 => $"{value - 1} + 1",
            3 when value < int.MaxValue => $"0{Convert.ToString((int)value, 8)}",
            _ => $"{value}u",
        };
    }

    private string Floating(FloatingKind kind)
    {
        string suffix = kind switch { FloatingKind.Half => "f16", FloatingKind.Float => "f", FloatingKind.Double => "", FloatingKind.LongDouble => "L", _ => "f128" };
        string sign = Chance(30) ? "-" : "";
        int power = kind == FloatingKind.Half ? _random.Next(-7, 4) : _random.Next(-30, 31);
        return _random.Next(kind == FloatingKind.Quad ? 1 : 0, 5) switch
        {
            0 => string.Create(CultureInfo.InvariantCulture, $"{sign}{_random.Next(1, 10)}.{_random.NextInt64(1, 1L << 60)}e{power}{suffix}"),
            1 => string.Create(CultureInfo.InvariantCulture, $"{sign}0x1.{_random.NextInt64(0, 1L << 50):x13}p{_random.Next(-12, 13)}{suffix}"),
            2 => sign + _random.Next(0, 2000).ToString(CultureInfo.InvariantCulture),
            3 => $"{sign}.5{suffix}",
            _ => $"{sign}{_random.Next(100)}.0{suffix}",
        } is var text && kind == FloatingKind.Quad && !text.Contains("0x", StringComparison.Ordinal) ? sign + _random.Next(50).ToString(CultureInfo.InvariantCulture) : text;
    }

    private string Complex(FloatingKind kind)
    {
        string suffix = kind switch { FloatingKind.Float => "f", FloatingKind.Double => "", _ => "L" };
        return Chance(30) ? Floating(kind) : string.Create(CultureInfo.InvariantCulture, $"{_random.Next(1, 100)}.25{suffix} {(Chance(50) ? '+' : '-')} {_random.Next(1, 100)}.5{suffix}i");
    }

    private bool Chance(int percent) => _random.Next(100) < percent;
}
