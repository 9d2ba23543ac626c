using System.Numerics;
using FfiIsolation.Initializers;
using FfiIsolation.Members;

namespace FfiIsolation.Cli.Arguments;

/// <summary>Values of the types that C initialises with more than a plain number: structs, unions, arrays, enums, complex numbers, <c>_Float16</c>.</summary>
internal static class InitialValue
{
    /// <summary>Reads one value by value; where it cannot, <paramref name="problem"/> says why.</summary>
    public static bool TryRead(CType type, string word, Declarations? declarations, out NativeArgument argument, out string problem)
    {
        argument = default;
        if (!TryReadBytes(type, word, declarations, out byte[] bytes, out problem))
        {
            return false;
        }

        argument = type is RecordType record ? StructOf(record, bytes) : ArgumentOf(ScalarReader.Read(new ValuePlace(type, 0, null, ""), bytes)!);
        return true;
    }

    /// <summary>Reads what a pointer points at: one value if the text is one, several in braces otherwise.</summary>
    public static bool TryReadElements(CType type, string text, Declarations? declarations, out byte[] bytes, out string problem)
    {
        bool isList = type is not (RecordType or ArrayType) && text.StartsWith('{');
        if (!isList && TryReadBytes(type, text, declarations, out bytes, out problem))
        {
            return true;
        }

        // Several structs are each in braces of their own, so that one with too many values is not taken for two.
        string inner = text.TrimStart('{', ' ');
        bool mayBeSeveral = isList || text.AsSpan(0, text.Length - inner.Length).Count('{') > 1 || inner.StartsWith('[');
        return mayBeSeveral
            ? TryReadBytes(new ArrayType(type, TypeQualifiers.None, null), text, declarations, out bytes, out problem)
            : TryReadBytes(type, text, declarations, out bytes, out problem);
    }

    /// <summary>The value that bytes hold, for printing: a <see cref="NativeStruct"/>, a number, or text.</summary>
    public static object Read(CType type, ReadOnlySpan<byte> bytes)
    {
        if (type is RecordType record)
        {
            return StructOf(record, bytes);
        }

        bool isNumber = type is FloatingType { Kind: not FloatingKind.Quad } or ComplexType { Part.Kind: not FloatingKind.Quad };
        return isNumber ? ScalarReader.Read(new ValuePlace(type, 0, null, ""), bytes)! : InitializerText.Of(type, bytes);
    }

    /// <summary>The number of a word in a variadic call, or in a place whose type is not known from elsewhere.</summary>
    public static NativeArgument ArgumentOf(object value) => value switch
    {
        bool truth => truth,
        sbyte or short or int or long => Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture),
        byte or ushort or uint or ulong => Convert.ToUInt64(value, System.Globalization.CultureInfo.InvariantCulture),
        Int128 wide => wide,
        UInt128 wide => wide,
        Half half => half,
        float single => single,
        double number => number,
        LongDouble extended => extended,
        Complex complex => complex,
        LongDoubleComplex complex => complex,
        NativePointer pointer => pointer,
        _ => throw new InvalidOperationException($"A {value.GetType().Name} is no argument."),
    };

    private static NativeStruct StructOf(RecordType type, ReadOnlySpan<byte> bytes)
    {
        var value = new NativeStruct(type);
        bytes.CopyTo(value.Span);
        return value;
    }

    private static bool TryReadBytes(CType type, string text, Declarations? declarations, out byte[] bytes, out string problem)
    {
        try
        {
            bytes = InitializerParser.Parse(type, text, declarations);
            problem = "";
            return true;
        }
        catch (PrototypeException e)
        {
            bytes = [];
            problem = $"at {e.Line}:{e.Column}, {e.Problem}; expected {e.Expected}";
            return false;
        }
    }
}
