using FfiIsolation.Calls;

namespace FfiIsolation.Crashes.Hints;

/// <summary>Numbers that no constant of an enum has, nor several of them together. C takes any number there, and libraries look it up in tables.</summary>
internal static class EnumHints
{
    private const int MostNamed = 8;

    public static IEnumerable<string> Of(HintScene scene)
    {
        if (scene.Evidence.BlamedCall?.Declared is not { } prototype)
        {
            yield break;
        }

        for (int i = 0; i < Math.Min(scene.Arguments.Count, prototype.Parameters.Length); i++)
        {
            if (prototype.Parameters[i].Type is EnumType { Constants.IsEmpty: false } type && scene.Arguments[i] is { Word: { } word } argument && (long)ResultReader.Extend(word, type.Size, type.UnderlyingType.IsSigned) is var value && !Has(type, value))
            {
                string more = type.Constants.Length > MostNamed ? ", …" : "";
                yield return FormattableString.Invariant($"Argument {i + 1} `{argument.Name}` was {value}, which no constant of {type} has, nor several of them together: it has {string.Join(", ", type.Constants.Take(MostNamed))}{more}.");
            }
        }
    }

    private static bool Has(EnumType type, long value) => type.Find(value) is not null || (value & ~type.Constants.Aggregate(0L, (all, constant) => all | constant.Value)) == 0;
}
