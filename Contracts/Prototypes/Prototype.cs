using System.Collections.Immutable;

namespace FfiIsolation;

/// <summary>A C function as its header declares it: the contract from which everything about a call derives. Immutable, safe for use from any thread.</summary>
public sealed class Prototype : IEquatable<Prototype>
{
    private string? _canonical;

    internal Prototype(string source, string name, FunctionType type, FunctionAttributes attributes, SourceText text, ImmutableArray<FeatureUse> features)
    {
        Source = source;
        Name = name;
        Type = type;
        Text = text;
        Features = features;
        IsConst = attributes.IsConst;
        IsPure = attributes.IsPure;
        IsNoReturn = attributes.IsNoReturn;
        IsMalloc = attributes.IsMalloc;
        Deallocators = attributes.Deallocators.ToImmutableArray();
        TakesOwnership = type.Parameters.Any(parameter => parameter.Ownership is not null);
    }

    /// <summary>The text it was parsed from, unchanged; for a function of a block of declarations, its own declaration in it.</summary>
    public string Source { get; }

    /// <summary>The function's name, which is the symbol looked up in the library.</summary>
    public string Name { get; }

    /// <summary>What it returns; <see cref="VoidType"/> for nothing.</summary>
    public CType ReturnType => Type.ReturnType;

    /// <summary>Its parameters, at most 64.</summary>
    public ImmutableArray<Parameter> Parameters => Type.Parameters;

    /// <summary>Whether more arguments may follow the parameters: <c>...</c>.</summary>
    public bool IsVariadic => Type.IsVariadic;

    /// <summary>Its calling convention: <see cref="CallConvention.Microsoft"/> for <c>__attribute__((ms_abi))</c>.</summary>
    public CallConvention Convention => Type.Convention;

    /// <summary>Its type, as a pointer to it has it.</summary>
    public FunctionType Type { get; }

    /// <summary><c>__attribute__((const))</c>: the result depends on the arguments alone, and nothing else is read or changed.</summary>
    public bool IsConst { get; }

    /// <summary><c>__attribute__((pure))</c>: memory is read but nothing is changed.</summary>
    public bool IsPure { get; }

    /// <summary>Whether a call may be made again after it failed half way: the prototype says <c>const</c> or <c>pure</c>.</summary>
    public bool IsRepeatable => IsConst || IsPure;

    /// <summary><c>__attribute__((noreturn))</c> or <c>_Noreturn</c>.</summary>
    public bool IsNoReturn { get; }

    /// <summary><c>__attribute__((malloc))</c>, with or without a deallocator: the pointer it returns is fresh memory.</summary>
    public bool IsMalloc { get; }

    /// <summary>The functions that free the pointer it returns, in the order of the text; empty if the prototype names none.</summary>
    public ImmutableArray<Deallocator> Deallocators { get; }

    /// <summary>Whether one of its parameters says that the function takes over what it points at.</summary>
    internal bool TakesOwnership { get; }

    /// <summary>The text in which <see cref="Features"/> have their places.</summary>
    internal SourceText Text { get; }

    /// <summary>What it asks of its callers beyond numbers, bool and pointers.</summary>
    internal ImmutableArray<FeatureUse> Features { get; }

    /// <summary>Reads a prototype, such as <c>double cos(double x)</c>, for the data model of 64-bit Linux (LP64).</summary>
    /// <param name="text">One C function declaration, at most 65536 UTF-16 code units long; comments, attributes of GCC and a closing semicolon may be in it.</param>
    /// <returns>The prototype.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="PrototypeException">The text cannot be read, or says what this library cannot do. The message points at the spot.</exception>
    public static Prototype Parse(string text)
    {
        Prototype prototype = PrototypeParser.Parse(text ?? throw new ArgumentNullException(nameof(text)), DataModel.Lp64, known: null);
        return CallSupport.WhyNotCallable(prototype) is { } error ? throw error : prototype;
    }

    /// <summary>Reads a prototype that may use the types of declarations, such as <c>double length(struct point p)</c>.</summary>
    /// <param name="text">One C function declaration, or only the name of a function that the declarations hold.</param>
    /// <param name="declarations">What it is read against.</param>
    /// <returns>The prototype. It may say more than can be called today: binding it refuses that, by name.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="PrototypeException">The text cannot be read, or names a type that is not declared. The message points at the spot.</exception>
    public static Prototype Parse(string text, Declarations declarations)
    {
        if (declarations is null)
        {
            throw new ArgumentNullException(nameof(declarations));
        }

        string name = (text ?? throw new ArgumentNullException(nameof(text))).Trim();
        return declarations.FindFunction(name)
            ?? (IsName(name) ? throw NotDeclared(text, name, declarations) : PrototypeParser.Parse(text, DataModel.Lp64, declarations.Names));
    }

    /// <summary>Whether a text is one name and no declaration.</summary>
    internal static bool IsName(string text) =>
        text.Length > 0 && text[0] is not (>= '0' and <= '9') && text.All(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '$');

    /// <inheritdoc/>
    /// <remarks><see cref="Source"/> does not count: the same declaration, written differently, is equal.</remarks>
    public bool Equals(Prototype? other)
    {
        if (other is null || other.Name != Name || other.Type != Type || other.IsConst != IsConst || other.IsPure != IsPure
            || other.IsNoReturn != IsNoReturn || other.IsMalloc != IsMalloc
            || other.Deallocators.Length != Deallocators.Length)
        {
            return false;
        }

        for (int i = 0; i < Deallocators.Length; i++)
        {
            if (!Deallocators[i].Equals(other.Deallocators[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Prototype);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    private static PrototypeException NotDeclared(string text, string name, Declarations declarations)
    {
        IReadOnlyList<string> near = NearNames.Find(name, declarations.Functions.Select(function => function.Name));
        string problem = declarations.FindVariable(name) is { } variable ? $"'{name}' is declared as a variable, '{variable}'" : $"'{name}' is not declared as a function";
        return new SourceText(text).Error(text.IndexOf(name, StringComparison.Ordinal), name.Length, problem,
            "the name of a declared function, or a prototype" + (near.Count == 0 ? "" : "; did you mean " + string.Join(", ", near.Select(known => $"'{known}'")) + "?"));
    }

    /// <summary>The declaration in one usual form, without semicolon: everything this library knows about it, attributes at the end.</summary>
    /// <returns>C text that parses to an equal prototype.</returns>
    public override string ToString() => _canonical ??= PrototypeText.Write(this);
}
