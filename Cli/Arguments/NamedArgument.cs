using System.Globalization;
using System.Numerics;

namespace FfiIsolation.Cli.Arguments;

/// <summary>Fits a value that an earlier call gave to the parameter of a later one.</summary>
internal static class NamedArgument
{
    public static ParsedArgument Read(Parameter parameter, string word, object? value)
    {
        switch (value, parameter.Type)
        {
            case (NativePointer pointer, PointerType):
                return new ValueArgument(pointer);
            case (null, PointerType):
                return new ValueArgument(NativePointer.Null);
            case (byte[] bytes, PointerType):
                return new BufferArgument(BufferDirection.In, bytes);
            case (string text, PointerType pointer) when Pointee.IsText(pointer) || pointer.Pointee is VoidType:
                return pointer.Pointee is IntegerType { Kind: IntegerKind.Char }
                    ? new ValueArgument(text)
                    : new BufferArgument(BufferDirection.In, PointerArgument.Terminated(text));
            case (NativeStruct record, PointerType):
                return new BufferArgument(BufferDirection.In, record.Bytes.ToArray());
            case (NativeStruct record, RecordType):
                return new ValueArgument(record);
            case (string constant, EnumType):
                return ReadScalar(parameter, word, constant);
            case (not null, PointerType):
                throw new ArgumentTextException(parameter, word, "it is no pointer and no bytes; addr:" + word + " makes an address of a number");
            case (not null and not byte[] and not string and not NativePointer, _):
                return ReadScalar(parameter, word, value);
            default:
                throw new ArgumentTextException(parameter, word, "it is no number");
        }
    }

    /// <summary>The address that a number is when C code stores it in a pointer: negative ones are sign-extended.</summary>
    public static bool TryAddress(object? value, out ulong address)
    {
        bool good = true;
        address = 0;
        switch (value)
        {
            case NativePointer pointer:
                address = pointer.Address;
                break;
            case BigInteger integer when integer >= long.MinValue && integer <= ulong.MaxValue:
                address = integer.Sign < 0 ? (ulong)(long)integer : (ulong)integer;
                break;
            case sbyte or short or int or long:
                address = (ulong)Convert.ToInt64(value, CultureInfo.InvariantCulture);
                break;
            case byte or ushort or uint or ulong:
                address = Convert.ToUInt64(value, CultureInfo.InvariantCulture);
                break;
            default:
                good = false;
                break;
        }

        return good;
    }

    // By way of its text, so that range and type are checked in one place.
    private static ParsedArgument ReadScalar(Parameter parameter, string word, object value)
    {
        string text = Printing.ValueText.Of(value);
        return ScalarText.TryRead(parameter.Type, text, null, out NativeArgument argument, out string problem)
            ? new ValueArgument(argument)
            : throw new ArgumentTextException(parameter, word, $"its value is {text}, and {problem}");
    }
}
