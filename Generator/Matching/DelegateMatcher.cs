// Delegates as C function pointers, lent for one call. The same rules as the host has for what a delegate can stand for.
using FfiIsolation.Generator.Diagnostics;
using FfiIsolation.Generator.Records;
using Microsoft.CodeAnalysis;

namespace FfiIsolation.Generator.Matching;

internal static class DelegateMatcher
{
    private const int MaxParameters = 6;

    public static ArgumentCode? Match(MatchContext context, IParameterSymbol given, Parameter parameter, PointerType pointer)
    {
        IMethodSymbol invoke = ((INamedTypeSymbol)given.Type).DelegateInvokeMethod!;
        bool isHandler = Symbols.Is(given.Type, KnownNames.CallbackHandler);
        string? why = pointer.Pointee is not FunctionType function
            ? "its function type is not known here, so take a NativeCallback, which says it by As(\"...\")"
            : isHandler ? null : WhyNot(invoke, function);
        if (why is not null)
        {
            string replacement = Suggestion.OfParameter(parameter, context.IsAsync);
            context.Mistakes.Add(Rules.Delegate, Mistakes.Of(given), replacement.StartsWith("Func", StringComparison.Ordinal) || replacement.StartsWith("Action", StringComparison.Ordinal) ? replacement : null,
                [given.Name, parameter.ToString(), why]);
            return null;
        }

        string name = Symbols.Escaped(given.Name), local = context.Local(given.Name + "Callback");
        string callback = isHandler ? name
            : invoke.Parameters.Any(IsRead) ? HandlerOf(invoke, (FunctionType)pointer.Pointee, name, context.Unique("arguments"))
            : $"new {FuncOf(invoke, (FunctionType)pointer.Pointee)}({BodyOf(context, invoke, (FunctionType)pointer.Pointee, name)})";
        string prototype = isHandler || !invoke.Parameters.Any(IsRead) ? "" : $".As({Writing.CodeText.Literal(PrototypeOf((FunctionType)pointer.Pointee, invoke))}{(context.Declarations is { } known ? ", " + known : "")})";
        return new ArgumentCode(local)
        {
            Before = [$"using var {local} = {name} is null ? null : global::FfiIsolation.NativeCallback.Of({callback}){prototype};"],
        };
    }

    private static string FuncOf(IMethodSymbol invoke, FunctionType function)
    {
        IEnumerable<string> types = invoke.Parameters.Select((parameter, i) => IsTruth(parameter.Type, function.Parameters[i].Type) ? "int" : Symbols.FullName(parameter.Type));
        return invoke.ReturnsVoid
            ? "global::System.Action" + (invoke.Parameters.IsEmpty ? "" : $"<{string.Join(", ", types)}>")
            : $"global::System.Func<{string.Join(", ", types.Concat([IsTruth(invoke.ReturnType, function.ReturnType) ? "int" : Symbols.FullName(invoke.ReturnType)]))}>";
    }

    /// <summary>The delegate's own method, or one around it where C says int and the delegate bool.</summary>
    private static string BodyOf(MatchContext context, IMethodSymbol invoke, FunctionType function, string name)
    {
        bool[] truths = [.. invoke.Parameters.Select((parameter, i) => IsTruth(parameter.Type, function.Parameters[i].Type))];
        bool givesTruth = IsTruth(invoke.ReturnType, function.ReturnType);
        if (!givesTruth && !truths.Contains(true))
        {
            return name + ".Invoke";
        }

        string[] names = [.. truths.Select((_, i) => context.Unique($"a{i + 1}"))];
        string call = $"{name}({string.Join(", ", names.Select((argument, i) => truths[i] ? argument + " != 0" : argument))})";
        return $"({string.Join(", ", names)}) => {(givesTruth ? call + " ? 1 : 0" : call)}";
    }

    /// <summary>What C headers have for a truth, and .NET's own marshalling for a bool.</summary>
    private static bool IsTruth(ITypeSymbol type, CType c) => type.SpecialType == SpecialType.System_Boolean && c is IntegerType { Kind: IntegerKind.Int };

    /// <summary>What a delegate takes by <c>in</c> is read from where the C pointer points.</summary>
    private static bool IsRead(IParameterSymbol parameter) => parameter.RefKind is RefKind.In or RefKind.RefReadOnlyParameter;

    private static string HandlerOf(IMethodSymbol invoke, FunctionType function, string name, string arguments)
    {
        IEnumerable<string> values = invoke.Parameters.Select((parameter, i) =>
            IsRead(parameter) ? $"{arguments}.Read<{Symbols.FullName(parameter.Type)}>({i})"
            : IsTruth(parameter.Type, function.Parameters[i].Type) ? $"{arguments}.As<int>({i}) != 0"
            : $"{arguments}.As<{Symbols.FullName(parameter.Type)}>({i})");
        string call = $"{name}({string.Join(", ", values)}){(IsTruth(invoke.ReturnType, function.ReturnType) ? " ? 1 : 0" : "")}";
        return invoke.ReturnsVoid
            ? $"(global::FfiIsolation.CallbackHandler)({arguments} => {{ {call}; return default; }})"
            : $"(global::FfiIsolation.CallbackHandler)({arguments} => global::FfiIsolation.NativeArgument.Of({call}))";
    }

    /// <summary>The callback's own prototype, which says what lies behind the pointers, so that it comes along with the call.</summary>
    private static string PrototypeOf(FunctionType function, IMethodSymbol invoke)
    {
        IEnumerable<string> accesses = Enumerable.Range(0, invoke.Parameters.Length).Where(i => IsRead(invoke.Parameters[i])).Select(i => $"access(read_only, {i + 1})");
        IEnumerable<string> convention = function.Convention == CallConvention.Microsoft ? ["ms_abi"] : [];
        IEnumerable<string> parameters = function.Parameters.Select((parameter, i) =>
            IsRead(invoke.Parameters[i]) && parameter.Type is PointerType { Pointee: VoidType } && Reading.CNames.OfScalar(invoke.Parameters[i].Type) is { } element
                ? $"const {element} *"
                : parameter.Type.Declare(parameter.Qualifiers, ""));
        return $"{function.ReturnType.Declare(TypeQualifiers.None, $"callback({string.Join(", ", parameters)})")} __attribute__(({string.Join(", ", convention.Concat(accesses))}))";
    }

    private static string? WhyNot(IMethodSymbol invoke, FunctionType function)
    {
        if (function.IsVariadic)
        {
            return "what stands behind its '...' cannot be read, so take a NativeCallback";
        }

        if (function.Parameters.Length != invoke.Parameters.Length)
        {
            return $"it has {function.Parameters.Length} parameters, and the delegate has {invoke.Parameters.Length}";
        }

        if (function.Parameters.Length > MaxParameters)
        {
            return $"it has more than {MaxParameters} parameters, so take a CallbackHandler, which gets them by number";
        }

        for (int i = 0; i < function.Parameters.Length; i++)
        {
            IParameterSymbol given = invoke.Parameters[i];
            CType type = function.Parameters[i].Type;
            bool isRight = IsRead(given)
                ? type is PointerType pointer && Pointees.WhyNot(given.Type, pointer.Pointee, isSingle: true, out _) is null
                : given.RefKind == RefKind.None && Takes(given.Type, type);
            if (!isRight)
            {
                return $"its parameter {i + 1} '{function.Parameters[i]}' is {Wanted(type)} in a delegate, not {Symbols.ShortName(given)}";
            }
        }

        return invoke.ReturnsVoid == function.ReturnType is VoidType && (invoke.ReturnsVoid || Gives(invoke.ReturnType, function.ReturnType))
            ? null
            : $"its result '{function.ReturnType}' is {(function.ReturnType is VoidType ? "nothing (an Action)" : Wanted(function.ReturnType))} in a delegate, not {Symbols.ShortName(invoke.ReturnType)}";
    }

    /// <summary>Whether a delegate's parameter holds every value of a C type.</summary>
    private static bool Takes(ITypeSymbol type, CType c) => c switch
    {
        PointerType { Pointee: IntegerType { Size: 1 } } when type.SpecialType == SpecialType.System_String => true,
        PointerType => Symbols.Is(type, KnownNames.NativePointer) || ScalarTypes.IsAddress(type),
        IntegerType { Size: <= sizeof(ulong) } or EnumType => IsTruth(type, c) || (IntegerOf(type) is { } integer && Holds(integer, c)),
        FloatingType { Kind: FloatingKind.Float } when type.SpecialType == SpecialType.System_Double => true,
        RecordType record => Symbols.Is(type, KnownNames.NativeStruct) || (type.IsUnmanagedType && RecordComparison.WhyNot(type, record) is null),
        _ => ScalarTypes.Fits(type, c),
    };

    /// <summary>Whether a C type holds every value of a delegate's result.</summary>
    private static bool Gives(ITypeSymbol type, CType c) => c switch
    {
        PointerType => Symbols.Is(type, KnownNames.NativePointer) || ScalarTypes.IsAddress(type),
        IntegerType { Size: <= sizeof(ulong) } or EnumType => IsTruth(type, c) || (IntegerOf(type) is { } integer && FitsInto(integer, c)),
        FloatingType { Kind: FloatingKind.Double } when type.SpecialType == SpecialType.System_Single => true,
        _ => Takes(type, c),
    };

    private static ITypeSymbol? IntegerOf(ITypeSymbol type)
    {
        ITypeSymbol number = (type as INamedTypeSymbol)?.EnumUnderlyingType ?? type;
        return ScalarTypes.IsInteger(number) ? number : null;
    }

    private static bool Holds(ITypeSymbol type, CType c)
    {
        bool signed = IsSigned(c), mine = ScalarTypes.IsSigned(type);
        int size = ScalarTypes.SizeOf(type);
        return (c is IntegerType { Kind: IntegerKind.Char } && size == 1) || (mine == signed ? size >= c.Size : mine && size > c.Size);
    }

    private static bool FitsInto(ITypeSymbol type, CType c)
    {
        bool signed = IsSigned(c), mine = ScalarTypes.IsSigned(type);
        int size = ScalarTypes.SizeOf(type);
        return (c is IntegerType { Kind: IntegerKind.Char } && size == 1) || (mine == signed ? size <= c.Size : signed && size < c.Size);
    }

    private static bool IsSigned(CType type) => (type as IntegerType ?? ((EnumType)type).UnderlyingType).IsSigned;

    private static string Wanted(CType type) => type is PointerType ? "NativePointer or nint" : type is RecordType ? "NativeStruct" : ScalarTypes.NameOf(type) ?? "of another type";
}
