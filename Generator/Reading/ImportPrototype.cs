// Derives the C prototype of a static import from its C# signature, as .NET's own marshalling would call it.
using FfiIsolation.Generator.Diagnostics;
using FfiIsolation.Generator.Matching;
using Microsoft.CodeAnalysis;

namespace FfiIsolation.Generator.Reading;

internal sealed class ImportPrototype(IMethodSymbol method, int stringMarshalling, DerivedRecords records, Mistakes mistakes)
{
    // System.Runtime.InteropServices.StringMarshalling and UnmanagedType, which netstandard2.0 has in part.
    private const int Utf8 = 1, Utf16 = 2;
    private const int Bool = 2, I1 = 3, U1 = 4, LPStr = 20, LPWStr = 21, LPUTF8Str = 48;

    /// <returns>Null where a type has none, which has been told then.</returns>
    public string? Derive(string entryPoint)
    {
        ReturnShape returns = ReturnShape.Of(method);
        string? result = returns.Type is null ? "void" : OfResult(returns.Type);
        var parameters = new List<string>();
        bool isRight = result is not null;
        IParameterSymbol[] given = [.. method.Parameters.Where(parameter => !Symbols.Is(parameter.Type, KnownNames.CancellationToken))];
        string[] names = CNames.OfIdentifiers(given.Select(parameter => parameter.Name));
        for (int i = 0; i < given.Length; i++)
        {
            string? text = OfParameter(given[i], names[i]);
            isRight &= text is not null;
            parameters.Add(text ?? "");
        }

        if (!isRight)
        {
            return null;
        }

        string written = string.Join(", ", method.Parameters.Select((parameter, i) => (parameter, i)).Where(pair => IsOnlyWritten(pair.parameter)).Select(pair => $"access(write_only, {pair.i + 1})"));
        string freed = returns.Type?.SpecialType == SpecialType.System_String && !SaysWhoFrees() ? "malloc(free)" : "";
        string attributes = string.Join(", ", new[] { written, freed }.Where(text => text.Length > 0));
        return $"{result}{(result!.EndsWith("*", StringComparison.Ordinal) ? "" : " ")}{entryPoint}({(parameters.Count == 0 ? "void" : string.Join(", ", parameters))})"
            + (attributes.Length == 0 ? "" : $" __attribute__(({attributes}))");
    }

    private bool SaysWhoFrees() =>
        Symbols.Attribute(method.GetReturnTypeAttributes(), KnownNames.FreedBy) is not null || Symbols.Attribute(method.GetReturnTypeAttributes(), KnownNames.Borrowed) is not null;

    private string? OfResult(ITypeSymbol type)
    {
        int? marshalAs = MarshalAs(method.GetReturnTypeAttributes());
        string? text = type.SpecialType == SpecialType.System_String ? CharacterOf(marshalAs) is { } unit ? unit + " *" : null
            : ValueOf(type, marshalAs);
        return text ?? Refuse("the result", type, Mistakes.OfResult(method), kind: null);
    }

    private string? OfParameter(IParameterSymbol parameter, string name)
    {
        ITypeSymbol type = parameter.Type;
        int? marshalAs = MarshalAs(parameter.GetAttributes());
        string? text;
        if (parameter.RefKind != RefKind.None)
        {
            bool isRead = parameter.RefKind is RefKind.In or RefKind.RefReadOnlyParameter;
            text = type.SpecialType == SpecialType.System_String ? null : ValueOf(type, marshalAs) is { } pointee ? CNames.PointerTo(pointee, isRead) + name : null;
        }
        else if (type.SpecialType == SpecialType.System_String)
        {
            text = CharacterOf(marshalAs) is { } unit ? $"const {unit} *{name}" : null;
        }
        else if (Symbols.ElementOf(type) is { } element)
        {
            bool isRead = Symbols.Is(type, KnownNames.ReadOnlySpan) || Symbols.Is(type, KnownNames.ReadOnlyMemory) || (Has(parameter, KnownNames.In) && !Has(parameter, KnownNames.Out));
            text = ValueOf(element, null) is { } pointee ? CNames.PointerTo(pointee, isRead) + name : null;
        }
        else if (type is INamedTypeSymbol { TypeKind: TypeKind.Delegate, DelegateInvokeMethod: { } invoke })
        {
            text = OfDelegate(invoke, name);
        }
        else
        {
            text = ValueOf(type, marshalAs) is { } value ? $"{CNames.Spaced(value)}{name}" : null;
        }

        return text ?? Refuse($"'{parameter.Name}'", type, Mistakes.Of(parameter), parameter.RefKind);
    }

    private string? OfDelegate(IMethodSymbol invoke, string name)
    {
        string?[] parameters = [.. invoke.Parameters.Select(parameter =>
            parameter.RefKind is RefKind.In or RefKind.RefReadOnlyParameter ? ValueOf(parameter.Type, null) is { } pointee ? CNames.PointerTo(pointee, isRead: true) : null
            : parameter.RefKind != RefKind.None ? null
            : parameter.Type.SpecialType == SpecialType.System_String ? "const char *" : ValueOf(parameter.Type, null))];
        string? result = invoke.ReturnsVoid ? "void" : ValueOf(invoke.ReturnType, null);
        return result is null || parameters.Contains(null) ? null
            : $"{CNames.Spaced(result)}(*{name})({(parameters.Length == 0 ? "void" : string.Join(", ", parameters))})";
    }

    private string? ValueOf(ITypeSymbol type, int? marshalAs) => type switch
    {
        { SpecialType: SpecialType.System_Boolean } => marshalAs switch { null or Bool => "int", I1 or U1 => "_Bool", _ => null },
        { SpecialType: SpecialType.System_Char } => stringMarshalling == Utf16 ? "char16_t" : null,
        _ => CNames.OfScalar(type) ?? records.NameOf(type),
    };

    private string? CharacterOf(int? marshalAs) => marshalAs switch
    {
        LPStr or LPUTF8Str => "char",
        LPWStr => "char16_t",
        null => stringMarshalling switch { Utf8 => "char", Utf16 => "char16_t", _ => null },
        _ => null,
    };

    /// <param name="kind">How a parameter is passed; null for the result.</param>
    private string? Refuse(string what, ITypeSymbol type, Location? at, RefKind? kind)
    {
        if (Symbols.DerivesFrom(type, KnownNames.SafeHandle))
        {
            mistakes.Add(
                Rules.ImportType, at, kind == RefKind.None ? "NativeHandle" : null,
                [what, Symbols.ShortName(type), $"it is released by the finalizer, where a crash of the library would be an exception that nobody can catch; {HandleFor(kind)}, which Dispose releases, or a number where it is one in C"]);
            return null;
        }

        string why = type.SpecialType == SpecialType.System_String && kind is RefKind.Out or RefKind.Ref
            ? $"the address of a text is stored there; take {Symbols.Modifier(kind.Value)}NativePointer, or [FreedBy(\"...\")] out NativeHandle for what is yours to free, and read it by IsolatedImports.Session.ReadText"
            : type.SpecialType is SpecialType.System_String or SpecialType.System_Char ? "say StringMarshalling = StringMarshalling.Utf8 or Utf16"
            : type is IFunctionPointerTypeSymbol ? "a function of this process is called by way of a delegate; take one"
            : type is IPointerTypeSymbol ? "an address of this process means nothing in a worker; take a span, ref, out or nint"
            : type.SpecialType == SpecialType.System_Boolean ? "say [MarshalAs(UnmanagedType.Bool)] for int, or U1 for _Bool"
            : type.TypeKind == TypeKind.Struct ? "its fields are not simply one after the other, or .NET would convert one (bool, char, [MarshalAs]) where the assembly does not say [DisableRuntimeMarshalling]; give the struct in [NativeDeclarations] on the class, and the function in Prototype"
            : Symbols.Is(type, KnownNames.StringBuilder) ? "native code writes there; take Span<byte> or byte[], and read the text from it after the call"
            : Symbols.ElementOf(type)?.SpecialType == SpecialType.System_String ? "its elements are addresses of texts, which have to lie in the worker; take NativePointer, or nint[] for a parameter, with memory of IsolatedImports.Session"
            : "give Prototype, or another type";
        mistakes.Add(Rules.ImportType, at, what, Symbols.ShortName(type), why);
        return null;
    }

    private static string HandleFor(RefKind? kind) => kind switch
    {
        null => "write [return: FreedBy(\"...\")] with what frees it, and return NativeHandle",
        RefKind.Out => "take [FreedBy(\"...\")] out NativeHandle, with what frees it",
        RefKind.None => "take NativeHandle",
        _ => "take NativePointer by reference",
    };

    private static bool IsOnlyWritten(IParameterSymbol parameter) =>
        (parameter.RefKind == RefKind.Out && !ScalarTypes.IsAddress(parameter.Type)) || (Has(parameter, KnownNames.Out) && !Has(parameter, KnownNames.In) && parameter.RefKind == RefKind.None);

    private static bool Has(IParameterSymbol parameter, string attribute) => Symbols.Attribute(parameter.GetAttributes(), attribute) is not null;

    private static int? MarshalAs(IEnumerable<AttributeData> attributes) =>
        Symbols.Attribute(attributes, KnownNames.MarshalAs) is { ConstructorArguments: [{ Value: { } value }, ..] } ? Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture) : null;
}
