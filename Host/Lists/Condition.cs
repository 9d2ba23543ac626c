using FfiIsolation.Calls;
using FfiIsolation.Images;

namespace FfiIsolation.Lists;

/// <summary>What a call of a list must return for the list to go on.</summary>
/// <param name="Expected">What the result is compared with, as the bits of its type.</param>
internal readonly record struct Condition(ResultCondition Kind, ulong Expected)
{
    /// <summary>The result is to be, or not to be, a value.</summary>
    /// <exception cref="ArgumentException">No result of that function is ever that value, or none can be compared.</exception>
    public static Condition Of(Prototype prototype, ResultCondition kind, NativeArgument value)
    {
        if (prototype.ReturnType is PointerType)
        {
            return value.IsNull && kind != ResultCondition.AtLeast ? new Condition(kind, 0) : throw Mistake(prototype, value, "a pointer is compared with null alone");
        }

        if (LinkType.IntegerOf(prototype.ReturnType) is not { } type)
        {
            throw Mistake(prototype, value, "only integers, enums, bool and pointers are compared");
        }

        if (value.Kind == NativeArgumentKind.Text && prototype.ReturnType is EnumType named)
        {
            return new Condition(kind, (ulong)(named.Find(value.Text) ?? throw Mistake(prototype, value, $"{named} has no constant of that name")).Value);
        }

        bool isSigned = type.Kind == LinkKind.Signed;
        return NumberConversion.ToInteger(value, type.Size, isSigned, out string why) is { } bits
            ? new Condition(kind == ResultCondition.AtLeast && !isSigned ? ResultCondition.AtLeastUnsigned : kind, bits)
            : throw Mistake(prototype, value, why);
    }

    private static ArgumentException Mistake(Prototype prototype, NativeArgument value, string why) =>
        new($"{prototype.Name} returns {prototype.ReturnType}, which cannot be held against {value}: {why}.", nameof(value));
}
