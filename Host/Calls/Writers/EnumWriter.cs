using FfiIsolation.Abi;

namespace FfiIsolation.Calls.Writers;

/// <summary>An enum: one of its names, or a number that its integer type holds, since C lets an enum have values without a name.</summary>
internal sealed class EnumWriter : WordWriter
{
    private readonly EnumType _type;
    private readonly Dictionary<string, long> _values = new(StringComparer.Ordinal);

    public EnumWriter(Prototype prototype, Parameter parameter, ArgumentPlace place, EnumType type)
        : base(prototype, parameter, place)
    {
        _type = type;
        foreach (EnumConstant constant in type.Constants)
        {
            _values[constant.Name] = constant.Value;
        }
    }

    protected override ulong? Convert(in NativeArgument argument, out string why)
    {
        why = "";
        if (argument.Kind != NativeArgumentKind.Text)
        {
            ulong? word = NumberConversion.ToInteger(argument, _type.Size, _type.UnderlyingType.IsSigned, out why);
            why = why.EndsWith("expected", StringComparison.Ordinal) ? "an integer or the name of a constant is expected" : why;
            return word;
        }

        if (_values.TryGetValue(argument.Text, out long value))
        {
            return (ulong)value;
        }

        string near = NearNames.Nearest(argument.Text, _values.Keys) is { } name ? $" (did you mean '{name}'?)" : "";
        why = $"{_type} has no constant of that name{near}";
        return null;
    }
}
