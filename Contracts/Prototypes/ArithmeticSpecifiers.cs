namespace FfiIsolation;

/// <summary>Collects the words of an arithmetic type in any order (C17 6.7.2: "the type specifiers may occur in any order").</summary>
internal struct ArithmeticSpecifiers
{
    private string? _base;      // void, char, int, float, double, _Bool
    private string? _sign;      // signed, unsigned
    private int _shorts;
    private int _longs;
    private bool _isComplex;

    public readonly bool IsEmpty => _base is null && _sign is null && _shorts == 0 && _longs == 0 && !_isComplex;

    /// <summary><c>_Complex</c> without the type of its parts, which GCC would read as something that C does not know.</summary>
    public readonly bool LacksPart => _isComplex && _base is null;

    /// <summary>Whether the words so far are of a type that can be the part of a complex one.</summary>
    public readonly bool IsReal => _base is "float" or "double" && !_isComplex;

    public static bool IsWord(string word) =>
        word is "void" or "char" or "int" or "float" or "double" or "_Bool" or "signed" or "unsigned" or "short" or "long"
        or "_Complex" or "__int128" or "__int128_t" or "__uint128_t" or "_Float16" or "_Float128" or "__float128";

    /// <summary>Adds a word; false, and nothing added, if C knows no type of these words together.</summary>
    public bool TryAdd(string word)
    {
        ArithmeticSpecifiers next = this;
        switch (word)
        {
            case "_Complex" when !_isComplex:
                next._isComplex = true;
                break;
            case "short":
                next._shorts++;
                break;
            case "long":
                next._longs++;
                break;
            case "signed" or "unsigned":
                if (_sign is not null)
                {
                    return false;
                }

                next._sign = word;
                break;
            default:
                if (_base is not null)
                {
                    return false;
                }

                next._base = word;
                break;
        }

        if (!next.IsLegal)
        {
            return false;
        }

        this = next;
        return true;
    }

    /// <summary>The type that the words so far mean; at least one word was added.</summary>
    public readonly CType Resolve(DataModel model) =>
        _isComplex ? new ComplexType((FloatingType)ResolveReal(model)) : ResolveReal(model);

    private readonly CType ResolveReal(DataModel model) => _base switch
    {
        "void" => VoidType.Instance,
        "_Bool" => BooleanType.Instance,
        "float" => model.Float,
        "_Float16" => model.Half,
        "_Float128" or "__float128" => model.Quad,
        "__int128" or "__int128_t" or "__uint128_t" =>
            model.Integer(_sign == "unsigned" || _base == "__uint128_t" ? IntegerKind.UnsignedInt128 : IntegerKind.Int128),
        "double" => _longs == 0 ? model.Double : model.LongDouble,
        "char" => model.Integer(_sign switch
        {
            "signed" => IntegerKind.SignedChar,
            "unsigned" => IntegerKind.UnsignedChar,
            _ => IntegerKind.Char,
        }),
        _ => model.Integer(IntegerOfWords()),
    };

    private readonly bool IsLegal => _isComplex ? IsLegalComplex : _base switch
    {
        "__int128" => _shorts == 0 && _longs == 0,
        null or "int" => _shorts <= 1 && _longs <= 2 && (_shorts == 0 || _longs == 0),
        "char" => _shorts == 0 && _longs == 0,
        "double" => _sign is null && _shorts == 0 && _longs <= 1,
        _ => _sign is null && _shorts == 0 && _longs == 0,
    };

    // The integer complex types of GNU C are not C.
    private readonly bool IsLegalComplex => _sign is null && _shorts == 0 && _base switch
    {
        null or "double" => _longs <= 1,
        "float" or "_Float16" => _longs == 0,
        _ => false,
    };

    private readonly IntegerKind IntegerOfWords()
    {
        bool isUnsigned = _sign == "unsigned";
        return (_shorts, _longs) switch
        {
            (1, _) => isUnsigned ? IntegerKind.UnsignedShort : IntegerKind.Short,
            (_, 1) => isUnsigned ? IntegerKind.UnsignedLong : IntegerKind.Long,
            (_, 2) => isUnsigned ? IntegerKind.UnsignedLongLong : IntegerKind.LongLong,
            _ => isUnsigned ? IntegerKind.UnsignedInt : IntegerKind.Int,
        };
    }
}
