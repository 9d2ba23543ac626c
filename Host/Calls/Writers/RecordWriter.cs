using FfiIsolation.Abi;

namespace FfiIsolation.Calls.Writers;

/// <summary>A struct or union: its bytes as they are, padding and bit-fields included.</summary>
internal sealed class RecordWriter(Prototype prototype, Parameter parameter, ArgumentPlace place, RecordType type) : ValueWriter(prototype, parameter, place)
{
    private RecordDefinition _lastAccepted = type.Definition;

    protected override ReadOnlySpan<byte> ValueOf(scoped in NativeArgument argument, Span<byte> scratch)
    {
        switch (argument.Kind)
        {
            case NativeArgumentKind.Struct:
                return IsOurs(argument.Struct.Type)
                    ? argument.Struct.Bytes
                    : throw Mistake(argument, $"it is a {argument.Struct.Type}, and the parameter is a {type}");
            case NativeArgumentKind.Value when argument.ValueSize == type.Size:
                return argument.CopyValue(scratch);
            case NativeArgumentKind.Value:
                throw Mistake(argument, $"a {argument.ValueType.Name} has {argument.ValueSize} bytes, and a {type} has {type.Size}");
            default:
                throw Mistake(argument, $"a {nameof(NativeStruct)} of {type}, or a .NET struct of {type.Size} bytes by {nameof(NativeArgument)}.{nameof(NativeArgument.Of)}, is expected");
        }
    }

    private bool IsOurs(RecordType given)
    {
        if (ReferenceEquals(given.Definition, _lastAccepted) || ReferenceEquals(given.Definition, type.Definition))
        {
            return true;
        }

        // The same text parsed twice. What compared equal once need not be compared again; a race only compares once more.
        if (given.Size != type.Size || !(given.IsCompatibleWith(type) || (given.Tag is null && Unnamed(given).Equals(Unnamed(type)))))
        {
            return false;
        }

        _lastAccepted = given.Definition;
        return true;
    }

    // Without the name of a typedef, which is not part of the type.
    private static RecordType Unnamed(RecordType record) => new(record.Definition);
}
