using System.Text.RegularExpressions;

namespace FfiIsolation.Cli.Binding;

/// <summary>Chooses the C# of a function: what the prototype says, and where it leaves something open, what was most likely meant (one value behind a pointer) or what takes everything (<c>NativeArgument</c>).</summary>
/// <param name="types">The types of the binding.</param>
/// <param name="names">Of the interface.</param>
/// <param name="prefix">What names of functions begin with and methods do not; empty for nothing.</param>
internal sealed class MethodMaker(BoundTypes types, NameSpace names, string prefix)
{
    /// <returns>One method, or two where functions are passed: lent for the call, and kept by the library. None where a type has no C#, with the reason.</returns>
    /// <param name="prototype">The function.</param>
    /// <param name="text">Its declaration, in which a parameter may be written as an array.</param>
    /// <param name="whyNot">Why there is none, then.</param>
    public IReadOnlyList<BoundMethod> Make(Prototype prototype, string text, out string? whyNot)
    {
        whyNot = null;
        string bare = prototype.Name.StartsWith(prefix, StringComparison.Ordinal) && prototype.Name.Length > prefix.Length ? prototype.Name[prefix.Length..] : prototype.Name;
        string name = CSharpNames.Pascal(bare);
        if (Result(prototype) is not { } result)
        {
            whyNot = $"its result, {prototype.ReturnType}, is no type of .NET";
            return [];
        }

        var own = new NameSpace();
        var parameters = new List<(string C, string Own, string Type)>();
        foreach (Parameter parameter in prototype.Parameters)
        {
            bool isArray = parameter.Name is { } array && Regex.IsMatch(text, $@"\b{Regex.Escape(array)}\[");
            if (Parameter(prototype, parameter, isArray, name) is not { } type)
            {
                whyNot = $"its parameter '{parameter}' is no type of .NET";
                return [];
            }

            string c = parameter.Name ?? $"argument{parameter.Index + 1}";
            parameters.Add((c, own.Take(CSharpNames.Camel(c)), type));
        }

        string? dots = prototype.IsVariadic ? "C takes more arguments behind these: a method with further parameters passes them." : null;
        var methods = new List<BoundMethod> { new(prototype, names.Take(name), result, parameters, dots) };
        if (prototype.Parameters.Any(parameter => DelegateOf(prototype, parameter, name) is not null))
        {
            var kept = parameters.Select((parameter, i) => DelegateOf(prototype, prototype.Parameters[i], name) is not null ? parameter with { Type = "NativeCallback?" } : parameter).ToArray();
            methods.Add(new(prototype, names.Take(name + "Keeping"), result, kept, As: methods[0].Name));
        }

        return methods;
    }

    private BoundDelegate? DelegateOf(Prototype prototype, Parameter parameter, string method) => parameter.Type is PointerType { Pointee: FunctionType } pointer
        ? types.Delegate(pointer, $"{method}_{CSharpNames.Pascal(parameter.Name ?? $"argument{parameter.Index + 1}")}", $"{prototype.Name} {parameter.Index}")
        : null;

    private string? Result(Prototype prototype) => prototype.ReturnType switch
    {
        VoidType => "void",
        PointerType { Pointee: IntegerType { IsCharacter: true } } text when !prototype.Deallocators.IsEmpty || text.PointsAtConst => "string?",
        PointerType { Pointee: not IntegerType { IsCharacter: true } } when !prototype.Deallocators.IsEmpty => "NativeHandle?",
        PointerType => "NativePointer", // text of which nobody says who frees it, too
        RecordType record => StructOf(record)?.Name ?? "NativeStruct",
        var type => types.Number(type),
    };

    private string? Parameter(Prototype prototype, Parameter parameter, bool isArray, string method) => parameter.Type switch
    {
        PointerType pointer when parameter.Ownership is not null => pointer.Pointee is IntegerType { IsCharacter: true } ? "NativeArgument" : "NativePointer",
        PointerType pointer => Pointer(prototype, parameter, pointer, isArray, method),
        RecordType record => StructOf(record)?.Name ?? "NativeStruct",
        var type => types.Number(type),
    };

    private string? Pointer(Prototype prototype, Parameter parameter, PointerType pointer, bool isArray, string method)
    {
        bool isRead = parameter.Access?.Mode switch
        {
            AccessMode.ReadOnly => true,
            AccessMode.WriteOnly or AccessMode.ReadWrite => false,
            _ => pointer.PointsAtConst,
        };
        bool isMany = isArray || parameter.Access?.SizeIndex is not null || parameter.MinimumLength is > 1;
        string span = isRead ? "ReadOnlySpan" : "Span";
        CType inner = pointer.Pointee;
        while (inner is ArrayType array)
        {
            inner = array.Element;
            isMany = true;
        }

        switch (inner)
        {
            case FunctionType when DelegateOf(prototype, parameter, method) is { } own:
                return own.Name + "?";
            case FunctionType:
                return "NativeCallback?";
            case PointerType:
                return isRead || isMany ? "NativeArgument" : "out NativePointer";
            case IntegerType { IsCharacter: true } when isRead && !isMany:
                return parameter.IsNonNull ? "string" : "string?";
            case IntegerType { Size: 1 }:
                return $"{span}<byte>";
            case IntegerType { IsCharacter: true } wide:
                return $"{span}<{types.Number(wide)}>"; // where text is written, however wide
            case VoidType { TypedefName: { } name } when !isRead && !name.EndsWith("void", StringComparison.OrdinalIgnoreCase):
                return "NativePointer"; // typedef void CURL: it says what lies there, and GLvoid does not
            case VoidType when isRead || isMany:
                return $"{span}<byte>";
            case VoidType:
                return "NativeArgument"; // a buffer, a pointer, a state of which only the caller knows
            case RecordType { IsComplete: true } record:
                return StructOf(record) is not { } known ? "NativeStruct?"
                    : known.IsInPlace ? "NativePointer"
                    : isMany ? $"{span}<{known.Name}>"
                    : isRead ? $"in {known.Name}"
                    : parameter.Access?.Mode == AccessMode.WriteOnly ? $"out {known.Name}" : $"ref {known.Name}";
            case OpaqueType or RecordType:
                return "NativePointer";
            default:
                return types.Number(inner) is not { } element ? null
                    : isMany || isRead ? $"{span}<{element}>"
                    : parameter.Access?.Mode == AccessMode.WriteOnly ? $"out {element}" : $"ref {element}";
        }
    }

    private BoundRecord? StructOf(RecordType record) => types.Record(record) is { WhyNot: null } known ? known : null;
}
