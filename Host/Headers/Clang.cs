namespace FfiIsolation.Headers;

/// <summary>libclang, called in a session of ours: a header that crashes it costs a worker. One translation unit at a time; disposed with its session.</summary>
internal sealed class Clang
{
    /// <summary>Declarations, their members and macros that are looked at; all of a libc's headers together have some ten thousand.</summary>
    public const int MostCursors = 500_000;

    /// <summary>Characters of all texts that are asked of it for one header: the worker that says them may be anybody's.</summary>
    private const int MostText = 128 << 20;

    private const int MostDimensions = 64;

    // clang-c/Index.h: skip function bodies, keep going after a fatal error; detailed preprocessing record.
    private const int ParseOptions = 0x40 | 0x200, WithMacros = 0x01;
    private const int UnsignedIntKind = 9, UnsignedLongKind = 10, UnsignedLongLongKind = 11, RecordKind = 105; // enum CXTypeKind
    private const int EvaluatedInteger = 1, EvaluatedFloat = 2, EvaluatedText = 4;
    private const int ErrorSeverity = 3;
    private const int CrashedWithin = 2; // CXError_Crashed

    private const string Types = """
        typedef struct { int kind; int xdata; const void *data[3]; } CXCursor;
        typedef struct { const void *data; unsigned flags; } CXString;
        typedef struct { const void *data[2]; unsigned number; } CXSourceLocation;
        typedef struct { const void *data[2]; unsigned begin, end; } CXSourceRange;
        typedef struct { int kind; void *data[2]; } CXType;
        """;

    private readonly NativeSession _session;
    private readonly IsolatedLibrary _library;
    private readonly Dictionary<string, NativeFunction> _functions = new(StringComparer.Ordinal);
    private readonly NativePointer _index;
    private NativePointer _unit;
    private int _cursors, _text;

    public Clang(NativeSession session, string path)
    {
        _session = session;
        _library = session.Load(path, Types);
        _index = Call("void *clang_createIndex(int excludeDeclarations, int displayDiagnostics)", 0, 0).Pointer;
    }

    /// <summary>Reads a file as C. What was read before is gone.</summary>
    /// <param name="withMacros">Whether macros count as declarations. There are thousands, clang's own among them, so they are left out where nobody wants them.</param>
    /// <exception cref="HeaderException">It cannot be read at all.</exception>
    public void Parse(string file, IReadOnlyList<string> arguments, bool withMacros)
    {
        if (!_unit.IsNull)
        {
            Call("void clang_disposeTranslationUnit(void *unit)", _unit);
            _unit = NativePointer.Null;
        }

        var unit = new PointerOut();
        using KeptTexts texts = new(_session, arguments);
        int error = Call("int clang_parseTranslationUnit2(void *index, const char *file, void *arguments, int count, void *unsaved, unsigned unsaved_count, unsigned options, void **unit)",
            _index, file, texts.Pointers, arguments.Count, NativePointer.Null, 0u, (uint)(withMacros ? ParseOptions | WithMacros : ParseOptions), unit).As<int>();
        if (error != 0)
        {
            throw new HeaderException($"libclang cannot read '{file}'{(error == CrashedWithin ? ": it crashed within, as it does where memory is not enough" : "")} (CXErrorCode {error})");
        }

        _unit = unit.Value;
        _cursors = _text = 0;
    }

    /// <summary>The mistakes that clang found.</summary>
    /// <param name="most">More are not told.</param>
    public IReadOnlyList<ClangError> Errors(int most)
    {
        var errors = new List<ClangError>();
        uint count = Call("unsigned clang_getNumDiagnostics(void *unit)", _unit).As<uint>();
        for (uint i = 0; i < count && errors.Count < most; i++)
        {
            NativePointer diagnostic = Call("void *clang_getDiagnostic(void *unit, unsigned index)", _unit, i).Pointer;
            if (Call("int clang_getDiagnosticSeverity(void *diagnostic)", diagnostic).As<int>() >= ErrorSeverity)
            {
                string text = Text(Call("CXString clang_formatDiagnostic(void *diagnostic, unsigned options)", diagnostic, 1u));
                errors.Add(new ClangError(text, PlaceOf(Call("CXSourceLocation clang_getDiagnosticLocation(void *diagnostic)", diagnostic).As<ClangLocation>())));
            }

            Call("void clang_disposeDiagnostic(void *diagnostic)", diagnostic);
        }

        return errors;
    }

    /// <summary>What stands at the outermost level, macros first, in the order of the text.</summary>
    /// <exception cref="HeaderException">There is more than the limit.</exception>
    public IReadOnlyList<ClangCursor> TopLevel(Func<int, bool> isWanted) => Children(Call("CXCursor clang_getTranslationUnitCursor(void *unit)", _unit).As<ClangCursor>(), isWanted);

    private List<ClangCursor> Children(ClangCursor root, Func<int, bool> isWanted)
    {
        var cursors = new List<ClangCursor>();
        using NativeCallback visitor = NativeCallback.Of((ClangCursor cursor, ClangCursor parent, NativePointer state) =>
        {
            if (isWanted(cursor.Kind))
            {
                cursors.Add(cursor);
            }

            return ++_cursors < MostCursors ? 1 : 0; // CXChildVisit_Continue, CXChildVisit_Break
        });
        Call("unsigned clang_visitChildren(CXCursor parent, int (*visitor)(CXCursor cursor, CXCursor parent, void *state), void *state)", NativeArgument.Of(root), visitor, NativePointer.Null);
        ThrowIfTooMany();
        return cursors;
    }

    /// <summary>Its name; empty for what has none, which newer versions put into words: <c>(unnamed struct at …)</c>.</summary>
    public string Name(ClangCursor cursor) => Text(Call("CXString clang_getCursorSpelling(CXCursor cursor)", NativeArgument.Of(cursor))) is var name && name.StartsWith('(') ? "" : name;

    /// <summary>The declaration as C writes it, macros expanded, without a body.</summary>
    public string Print(ClangCursor cursor) => Text(Call("CXString clang_getCursorPrettyPrinted(CXCursor cursor, void *policy)", NativeArgument.Of(cursor), NativePointer.Null));

    /// <summary>The documentation comment in front of it, with its marks; empty if there is none.</summary>
    public string Comment(ClangCursor cursor) => Text(Call("CXString clang_Cursor_getRawCommentText(CXCursor cursor)", NativeArgument.Of(cursor)));

    public bool IsInSystemHeader(ClangCursor cursor) =>
        Call("int clang_Location_isInSystemHeader(CXSourceLocation location)", NativeArgument.Of(LocationOf(cursor))).As<int>() != 0;

    public bool IsFunctionLike(ClangCursor macro) => Call("unsigned clang_Cursor_isMacroFunctionLike(CXCursor cursor)", NativeArgument.Of(macro)).As<uint>() != 0;

    /// <summary>Whether it stands in a file, and not in what clang defines itself or the command line does.</summary>
    public bool IsInFile(ClangCursor cursor)
    {
        NativePointer file = PlaceOf(LocationOf(cursor)).File;
        return !file.IsNull && Path.IsPathRooted(Text(Call("CXString clang_getFileName(void *file)", file)));
    }

    /// <summary>The mistake that clang found in a declaration, else the first of all where it holds it for invalid; null where it is whole. An enum is valid whose constants have values that nobody wrote.</summary>
    /// <param name="errors">What it found in all.</param>
    public string? MistakeIn(ClangCursor declaration, IReadOnlyList<ClangError> errors)
    {
        if (errors.Count == 0)
        {
            return null;
        }

        var range = Call("CXSourceRange clang_getCursorExtent(CXCursor cursor)", NativeArgument.Of(declaration)).As<ClangRange>();
        ClangPlace start = PlaceOf(Call("CXSourceLocation clang_getRangeStart(CXSourceRange range)", NativeArgument.Of(range)).As<ClangLocation>());
        ClangPlace end = PlaceOf(Call("CXSourceLocation clang_getRangeEnd(CXSourceRange range)", NativeArgument.Of(range)).As<ClangLocation>());
        ClangError? inside = errors.FirstOrDefault(error => error.Place.File == start.File && error.Place.Offset >= start.Offset && error.Place.Offset <= end.Offset);
        bool isInvalid = inside is null && Call("unsigned clang_isInvalidDeclaration(CXCursor declaration)", NativeArgument.Of(declaration)).As<uint>() != 0;
        return (inside ?? (isInvalid ? errors[0] : null))?.Text;
    }

    public ClangType TypeOf(ClangCursor cursor) => Call("CXType clang_getCursorType(CXCursor cursor)", NativeArgument.Of(cursor)).As<ClangType>();

    /// <summary>Bytes of a type's definition; negative where it has none.</summary>
    public long SizeOf(ClangType type) => Call("long long clang_Type_getSizeOf(CXType type)", NativeArgument.Of(type)).As<long>();

    public long AlignmentOf(ClangType type) => Call("long long clang_Type_getAlignOf(CXType type)", NativeArgument.Of(type)).As<long>();

    /// <summary>The members of a struct or union, in their order.</summary>
    public IReadOnlyList<ClangCursor> Fields(ClangType record)
    {
        var fields = new List<ClangCursor>();
        using NativeCallback visitor = NativeCallback.Of((ClangCursor field, NativePointer state) =>
        {
            fields.Add(field);
            return ++_cursors < MostCursors ? 1 : 0; // CXVisit_Continue, CXVisit_Break
        });
        Call("unsigned clang_Type_visitFields(CXType type, int (*visitor)(CXCursor field, void *state), void *state)", NativeArgument.Of(record), visitor, NativePointer.Null);
        ThrowIfTooMany();
        return fields;
    }

    /// <summary>Bits from the start of its struct; negative where clang cannot say.</summary>
    public long Offset(ClangCursor field) => Call("long long clang_Cursor_getOffsetOfField(CXCursor field)", NativeArgument.Of(field)).As<long>();

    /// <summary>Bits of a bit-field; null for another member.</summary>
    public int? BitWidth(ClangCursor field) => Call("unsigned clang_Cursor_isBitField(CXCursor field)", NativeArgument.Of(field)).As<uint>() != 0
        ? Call("int clang_getFieldDeclBitWidth(CXCursor field)", NativeArgument.Of(field)).As<int>()
        : null;

    /// <summary>The struct or union without a name that a type is, or an array of; null for other types.</summary>
    public ClangType? UnnamedRecordOf(ClangType type)
    {
        ClangType inner = type;
        for (int i = 0; i < MostDimensions && inner.Kind != 0; i++)
        {
            type = Call("CXType clang_getCanonicalType(CXType type)", NativeArgument.Of(inner)).As<ClangType>();
            inner = Call("CXType clang_getArrayElementType(CXType type)", NativeArgument.Of(type)).As<ClangType>();
        }

        return type.Kind == RecordKind && Call("unsigned clang_Cursor_isAnonymous(CXCursor cursor)", NativeArgument.Of(Call("CXCursor clang_getTypeDeclaration(CXType type)", NativeArgument.Of(type)).As<ClangCursor>())).As<uint>() != 0 ? type : null;
    }

    /// <summary>The constants of an enum, in their order: <c>int</c> where they fit, as in C.</summary>
    public IReadOnlyList<HeaderConstant> Constants(ClangCursor type)
    {
        int integer = Call("CXType clang_getEnumDeclIntegerType(CXCursor type)", NativeArgument.Of(type)).As<ClangType>().Kind;
        return [.. Children(type, kind => kind == ClangCursorKind.EnumConstant).Select(constant => HeaderConstant.OfEnum(Name(constant), Value(constant), integer is UnsignedLongKind or UnsignedLongLongKind))];

        // clang gives a sign to what has 32 bits without one.
        long Value(ClangCursor constant) => Call("long long clang_getEnumConstantDeclValue(CXCursor constant)", NativeArgument.Of(constant)).As<long>() is var value && integer == UnsignedIntKind ? (uint)value : value;
    }

    /// <summary>The names of the parameters of a function type that a typedef names, which clang does not print; empty ones where they have none.</summary>
    public IReadOnlyList<string> ParameterNames(ClangCursor typedef) => [.. Children(typedef, kind => kind == ClangCursorKind.Parameter).Select(Name)];

    /// <summary>Whether a function says what it takes: not so <c>int f()</c>.</summary>
    public bool HasPrototype(ClangCursor function) => TypeOf(function).Kind == ClangType.FunctionWithPrototype;

    /// <summary>The value of a constant variable: an integer, a floating number or text; null if clang cannot say.</summary>
    public object? Evaluate(ClangCursor variable)
    {
        NativePointer result = Call("void *clang_Cursor_Evaluate(CXCursor cursor)", NativeArgument.Of(variable)).Pointer;
        if (result.IsNull)
        {
            return null;
        }

        object? value = Call("int clang_EvalResult_getKind(void *result)", result).As<int>() switch
        {
            EvaluatedInteger when Call("unsigned clang_EvalResult_isUnsignedInt(void *result)", result).As<uint>() != 0 => Call("unsigned long long clang_EvalResult_getAsUnsigned(void *result)", result).As<ulong>(),
            EvaluatedInteger => Call("long long clang_EvalResult_getAsLongLong(void *result)", result).As<long>(),
            EvaluatedFloat => Call("double clang_EvalResult_getAsDouble(void *result)", result).As<double>(),
            EvaluatedText => Call("const char *clang_EvalResult_getAsStr(void *result)", result).Text,
            _ => null,
        };
        Call("void clang_EvalResult_dispose(void *result)", result);
        return value;
    }

    private ClangLocation LocationOf(ClangCursor cursor) => Call("CXSourceLocation clang_getCursorLocation(CXCursor cursor)", NativeArgument.Of(cursor)).As<ClangLocation>();

    private ClangPlace PlaceOf(ClangLocation location)
    {
        var file = new PointerOut();
        var offset = NativeBuffer.Out<uint>();
        Call("void clang_getExpansionLocation(CXSourceLocation location, void **file, unsigned *line, unsigned *column, unsigned *offset)",
            NativeArgument.Of(location), file, NativePointer.Null, NativePointer.Null, offset);
        return new ClangPlace(file.Value, offset.Value);
    }

    private string Text(NativeResult text)
    {
        var value = text.As<ClangText>();
        string? read = Call("const char *clang_getCString(CXString text)", NativeArgument.Of(value)).Text;
        Call("void clang_disposeString(CXString text)", NativeArgument.Of(value));
        return (_text += read?.Length ?? 0) <= MostText ? read ?? "" : throw new HeaderException($"the declarations of the header and of what it includes have more than {MostText:N0} characters");
    }

    private void ThrowIfTooMany()
    {
        if (_cursors >= MostCursors)
        {
            throw new HeaderException($"the header and what it includes have more than {MostCursors:N0} declarations, members and macros");
        }
    }

    private NativeResult Call(string prototype, params ReadOnlySpan<NativeArgument> arguments)
    {
        if (!_functions.TryGetValue(prototype, out NativeFunction? function))
        {
            _functions.Add(prototype, function = _library.Function(prototype));
        }

        return function.Invoke(arguments);
    }
}
