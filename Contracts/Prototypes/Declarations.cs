using System.Collections.Immutable;

namespace FfiIsolation;

/// <summary>A block of C declarations, as pasted from a header: typedefs, structs, unions, enums, functions, global variables. Immutable, safe for use from
/// any thread. Sizes and places are those of GCC on 64-bit Linux (x86-64).</summary>
public sealed class Declarations
{
    internal Declarations(string source, DeclaredNames names, ImmutableArray<Prototype> functions, ImmutableArray<DeclaredVariable> variables)
    {
        Source = source;
        Names = names;
        Functions = functions;
        Variables = variables;
    }

    /// <summary>No declarations: what <see cref="Prototype.Parse(string)"/> knows, such as <c>size_t</c>.</summary>
    public static Declarations Empty { get; } =
        new("", new DeclaredNames(), ImmutableArray<Prototype>.Empty, ImmutableArray<DeclaredVariable>.Empty);

    /// <summary>The text it was parsed from, unchanged.</summary>
    public string Source { get; }

    /// <summary>The functions, in the order of the text.</summary>
    public ImmutableArray<Prototype> Functions { get; }

    /// <summary>The global variables, in the order of the text.</summary>
    public ImmutableArray<DeclaredVariable> Variables { get; }

    /// <summary>The names of types: typedefs as they are, tags with their keyword (<c>struct point</c>); sorted.</summary>
    public IEnumerable<string> TypeNames => Names.Typedefs.Keys.Concat(Names.Tags.Values.Select(type => type.ToString())).OrderBy(name => name, StringComparer.Ordinal);

    internal DeclaredNames Names { get; }

    /// <summary>Reads a block of declarations.</summary>
    /// <param name="text">C declarations, as they are after the preprocessor (<c>gcc -E -P header.h</c>), at most 4,194,304 UTF-16 code units long. Comments, line
    /// continuations, line markers and <c>#pragma pack</c> may be in it; every other line for the preprocessor is refused.</param>
    /// <returns>The declarations.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="PrototypeException">The text cannot be read, or says what this library cannot do. The message points at the spot.</exception>
    public static Declarations Parse(string text) => Parse(text, Empty);

    /// <summary>Reads a block of declarations that may use the names of an earlier one; the result holds both.</summary>
    /// <param name="text">C declarations.</param>
    /// <param name="known">The earlier ones, which do not change.</param>
    /// <returns>The earlier declarations with those of the text. <see cref="Source"/> is that of the text.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="PrototypeException">The text cannot be read, or says what this library cannot do. The message points at the spot.</exception>
    public static Declarations Parse(string text, Declarations known) =>
        DeclarationsParser.Parse(text ?? throw new ArgumentNullException(nameof(text)), DataModel.Lp64, known ?? throw new ArgumentNullException(nameof(known)));

    /// <summary>Reads declarations that are separate texts, in their order; one that is refused costs itself alone.</summary>
    /// <param name="refused">Gets the index of one that is refused, and why.</param>
    internal static Declarations ParseEach(IReadOnlyList<string> texts, Action<int, PrototypeException> refused) => DeclarationsParser.ParseEach(texts, DataModel.Lp64, refused);

    /// <summary>The function of a name.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The prototype, or null if there is none.</returns>
    public Prototype? FindFunction(string name) => Names.Functions.TryGetValue(name, out Prototype? function) ? function : null;

    /// <summary>The global variable of a name.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The variable, or null if there is none.</returns>
    public DeclaredVariable? FindVariable(string name) => Names.Variables.TryGetValue(name, out DeclaredVariable? variable) ? variable : null;

    /// <summary>The type of a name: a typedef, declared here or known to the platform, or a tag with its keyword.</summary>
    /// <param name="name">The name, such as <c>point_t</c> or <c>struct point</c>.</param>
    /// <returns>The type, or null if there is none.</returns>
    public CType? FindType(string name)
    {
        string[] words = name.Split(new[] { ' ' }, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 1)
        {
            return Names.Typedefs.TryGetValue(words[0], out Typedef? typedef) ? typedef.Type : DataModel.Lp64.Find(words[0]);
        }

        return words.Length == 2 && Names.Tags.TryGetValue(words[1], out CType? type)
            && words[0] == RecordText.Keyword(type is RecordType record ? record.Kind : TagKind.Enum)
            ? type
            : null;
    }

    /// <summary>The value of an enum's constant, of whatever enum.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The value, or null if there is none; for an unsigned 64-bit one above <see cref="long.MaxValue"/> the same bits.</returns>
    public long? FindConstant(string name) => Names.Constants.TryGetValue(name, out IntegerValue value) ? value.Bits : null;
}
