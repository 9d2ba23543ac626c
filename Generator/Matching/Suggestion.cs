// The C# that a C declaration would be: for messages and code fixes.
using System.Text;

namespace FfiIsolation.Generator.Matching;

internal static class Suggestion
{
    /// <summary>The type of a parameter, with its modifier.</summary>
    public static string OfParameter(Parameter parameter, bool isAsync) => parameter.Type switch
    {
        PointerType pointer => OfPointer(parameter, pointer, isAsync),
        RecordType => "NativeStruct",
        var type => ScalarTypes.NameOf(type) ?? "NativeArgument",
    };

    /// <summary>The type of a result, without its task.</summary>
    public static string OfResult(Prototype prototype) => prototype.ReturnType switch
    {
        VoidType => "void",
        PointerType { Pointee: IntegerType { IsCharacter: true } } => "string?",
        PointerType when !prototype.Deallocators.IsEmpty => "NativeHandle?",
        PointerType => "NativePointer",
        RecordType => "NativeStruct",
        var type => ScalarTypes.NameOf(type) ?? "NativeResult",
    };

    /// <summary>A result with its task.</summary>
    public static string OfResult(Prototype prototype, string? task)
    {
        string result = OfResult(prototype);
        return task is null ? result : result == "void" ? task : $"{task}<{result}>";
    }

    /// <summary>A whole method.</summary>
    public static string OfMethod(Prototype prototype) => $"{(NeedsOwner(prototype) ? "[return: Borrowed] " : "")}{OfResult(prototype)} {NameOf(prototype)}({OfParameters(prototype, isAsync: false, takesToken: false)});";

    /// <summary>What stands between the parentheses of a method.</summary>
    public static string OfParameters(Prototype prototype, bool isAsync, bool takesToken)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        List<string> parameters = [.. prototype.Parameters.Select(parameter => $"{OfParameter(parameter, isAsync)} {Reading.CNames.Unused(NameOf(parameter), name => !names.Add(name))}")];
        return string.Join(", ", takesToken ? parameters.Concat(["CancellationToken cancellationToken"]) : parameters);
    }

    /// <summary>Text of which the prototype does not say whose it is: nothing is freed that is not known to be the caller's.</summary>
    private static bool NeedsOwner(Prototype prototype) => prototype is { Deallocators.IsEmpty: true, ReturnType: PointerType { Pointee: IntegerType { IsCharacter: true }, PointsAtConst: false } };

    /// <summary>The name of a method for a C function: its words in Pascal case.</summary>
    private static string NameOf(Prototype prototype) => Words(prototype.Name, upper: true);

    private static string NameOf(Parameter parameter) => Symbols.Escaped(parameter.Name is { } name ? Words(name, upper: false) : $"argument{parameter.Index + 1}");

    private static string Words(string name, bool upper)
    {
        var text = new StringBuilder();
        foreach (char c in name)
        {
            if (c is '_' or '$')
            {
                upper |= text.Length > 0;
            }
            else
            {
                text.Append(upper ? char.ToUpperInvariant(c) : c);
                upper = false;
            }
        }

        return text.Length == 0 ? "Call" : text[0] is >= '0' and <= '9' ? "_" + text : text.ToString();
    }

    private static string OfPointer(Parameter parameter, PointerType pointer, bool isAsync)
    {
        bool reads = Pointees.IsRead(parameter), hasLength = parameter.Access?.SizeIndex is not null || parameter.MinimumLength is > 1;
        string span = (reads, isAsync) switch
        {
            (true, true) => "ReadOnlyMemory",
            (true, false) => "ReadOnlySpan",
            (false, true) => "Memory",
            _ => "Span",
        };
        return pointer.Pointee switch
        {
            FunctionType function => OfDelegate(function),
            PointerType => isAsync ? "PointerOut" : parameter.Access?.Mode == AccessMode.ReadWrite ? "ref NativePointer" : "out NativePointer",
            IntegerType { IsCharacter: true } when reads && !hasLength => "string",
            IntegerType { Size: 1 } or VoidType => $"{span}<byte>",
            OpaqueType => "NativePointer",
            RecordType => "NativeStruct",
            var pointee when ScalarTypes.NameOf(pointee) is { } element => (isAsync || hasLength) switch
            {
                true => $"{span}<{element}>",
                _ when reads => $"in {element}",
                _ when parameter.Access?.Mode == AccessMode.ReadWrite => $"ref {element}",
                _ => $"out {element}",
            },
            ArrayType array when ScalarTypes.NameOf(Pointees.InnermostOf(array)) is { } element => $"{span}<{element}>",
            _ => "NativePointer",
        };
    }

    private static string OfDelegate(FunctionType function)
    {
        IEnumerable<string> parameters = function.Parameters.Select(parameter => parameter.Type is PointerType ? "NativePointer" : OfParameter(parameter, isAsync: false));
        string result = function.ReturnType is VoidType ? "" : function.ReturnType is PointerType ? "NativePointer" : ScalarTypes.NameOf(function.ReturnType) ?? "NativeStruct";
        return function.IsVariadic || function.Parameters.Length > 6 ? "NativeCallback"
            : result.Length > 0 ? $"Func<{string.Join(", ", parameters.Concat([result]))}>"
            : function.Parameters.IsEmpty ? "Action" : $"Action<{string.Join(", ", parameters)}>";
    }
}
