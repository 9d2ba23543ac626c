namespace FfiIsolation;

/// <summary>The sizes of C's types on one kind of platform, and the type names known there. The one place that decides what <c>long</c> is.</summary>
internal sealed class DataModel
{
    private readonly IntegerType[] _integers;
    private readonly Dictionary<string, CType> _names = new(StringComparer.Ordinal);

    private DataModel(int longSize, int pointerSize, int longDoubleSize, int wideCharSize = 4, bool isWideCharSigned = true)
    {
        PointerSize = pointerSize;
        Float = new FloatingType(FloatingKind.Float, "float", 4);
        Double = new FloatingType(FloatingKind.Double, "double", 8);
        LongDouble = new FloatingType(FloatingKind.LongDouble, "long double", longDoubleSize);
        Half = new FloatingType(FloatingKind.Half, "_Float16", 2);
        Quad = new FloatingType(FloatingKind.Quad, "_Float128", 16);
        _integers = new[]
        {
            // In the order of IntegerKind. The psABI for x86-64 makes char signed, and wchar_t int.
            new IntegerType(IntegerKind.Char, "char", 1, isSigned: true),
            new IntegerType(IntegerKind.SignedChar, "signed char", 1, isSigned: true),
            new IntegerType(IntegerKind.UnsignedChar, "unsigned char", 1, isSigned: false),
            new IntegerType(IntegerKind.Short, "short", 2, isSigned: true),
            new IntegerType(IntegerKind.UnsignedShort, "unsigned short", 2, isSigned: false),
            new IntegerType(IntegerKind.Int, "int", 4, isSigned: true),
            new IntegerType(IntegerKind.UnsignedInt, "unsigned int", 4, isSigned: false),
            new IntegerType(IntegerKind.Long, "long", longSize, isSigned: true),
            new IntegerType(IntegerKind.UnsignedLong, "unsigned long", longSize, isSigned: false),
            new IntegerType(IntegerKind.LongLong, "long long", 8, isSigned: true),
            new IntegerType(IntegerKind.UnsignedLongLong, "unsigned long long", 8, isSigned: false),
            new IntegerType(IntegerKind.WideChar, "wchar_t", wideCharSize, isWideCharSigned),
            new IntegerType(IntegerKind.Char16, "char16_t", 2, isSigned: false),
            new IntegerType(IntegerKind.Char32, "char32_t", 4, isSigned: false),
            new IntegerType(IntegerKind.Int128, "__int128", 16, isSigned: true),
            new IntegerType(IntegerKind.UnsignedInt128, "unsigned __int128", 16, isSigned: false),
        };

        AddName("bool", BooleanType.Instance);
        AddName("float_t", Float.Named("float_t"));
        AddName("double_t", Double.Named("double_t"));
        AddName("wchar_t", Integer(IntegerKind.WideChar));
        AddName("char16_t", Integer(IntegerKind.Char16));
        AddName("char32_t", Integer(IntegerKind.Char32));
    }

    /// <summary>64-bit Linux with glibc on x86-64.</summary>
    public static DataModel Lp64 { get; } = Create(new DataModel(longSize: 8, pointerSize: 8, longDoubleSize: 16), GlibcTypedefs.Lp64);

    /// <summary>64-bit Windows with Visual C++ on x86-64. Nothing is called by it yet.</summary>
    public static DataModel Llp64 { get; } = Create(
        new DataModel(longSize: 4, pointerSize: 8, longDoubleSize: 8, wideCharSize: 2, isWideCharSigned: false), OtherTypedefs.Llp64);

    /// <summary>macOS on x86-64. Nothing is called by it yet.</summary>
    public static DataModel Apple64 { get; } = Create(new DataModel(longSize: 8, pointerSize: 8, longDoubleSize: 16), OtherTypedefs.Apple64);

    public int PointerSize { get; }

    public FloatingType Float { get; }

    public FloatingType Double { get; }

    public FloatingType LongDouble { get; }

    public FloatingType Half { get; }

    public FloatingType Quad { get; }

    /// <summary>Every type that has a name of its own and is no keyword combination, for near names and tests.</summary>
    public IEnumerable<string> TypeNames => _names.Keys;

    public IntegerType Integer(IntegerKind kind) => _integers[(int)kind];

    public PointerType PointerTo(CType pointee, TypeQualifiers pointeeQualifiers) => new(pointee, pointeeQualifiers, PointerSize);

    public CType? Find(string name) => _names.TryGetValue(name, out CType? type) ? type : null;

    private static DataModel Create(DataModel model, (string Name, IntegerKind Kind)[] typedefs)
    {
        foreach ((string name, IntegerKind kind) in typedefs)
        {
            model.AddName(name, model.Integer(kind).Named(name));
        }

        return model;
    }

    private void AddName(string name, CType type) => _names.Add(name, type);
}
