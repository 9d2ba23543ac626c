using System.Globalization;
using FfiIsolation.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace FfiIsolation.Generator.Reading;

/// <summary>What <c>[Quarantine]</c> says.</summary>
/// <param name="Initializer">Its settings as code sets them.</param>
internal sealed record QuarantineSettings(string Initializer)
{
    /// <summary>The ranges of the attribute's properties; -1 besides, where it is said to be no limit.</summary>
    private static readonly (string Name, int Least, int Most, bool HasNoLimit)[] s_numbers =
    [
        ("FunctionDeaths", 2, 1_000_000, true),
        ("ArgumentsDeaths", 2, 1_000_000, true),
        ("WindowSeconds", 1, 86_400, false),
        ("BreakMilliseconds", 500, 86_400_000, false),
        ("ForgivenAfter", 1, 1_000_000_000, true),
    ];

    /// <summary>What holds for a method, whose own values are checked here; those of its type are by <see cref="Check"/>, once.</summary>
    /// <param name="own">The method's attributes.</param>
    /// <param name="type">Those of the type that it is in, which hold where its own say nothing.</param>
    /// <returns>Null where neither says anything.</returns>
    public static QuarantineSettings? Read(IEnumerable<AttributeData> own, IEnumerable<AttributeData> type, Mistakes mistakes)
    {
        AttributeData? method = Symbols.Attribute(own, KnownNames.Quarantine), defaults = Symbols.Attribute(type, KnownNames.Quarantine);
        int Said(string name) => Number(method, name) is not 0 and var said ? said : Number(defaults, name);
        Check(own, mistakes);
        List<string> settings = [.. s_numbers.Where(number => Said(number.Name) != 0).Select(number => $"{number.Name} = {Said(number.Name).ToString(CultureInfo.InvariantCulture)}")];
        if (Said("Causes") is not 0 and var causes)
        {
            settings.Add($"Causes = (global::FfiIsolation.QuarantineCauses){causes.ToString(CultureInfo.InvariantCulture)}");
        }

        return settings.Count == 0 ? null : new QuarantineSettings(string.Join(", ", settings));
    }

    /// <summary>Tells of methods that give one function different policies: in a host it has one.</summary>
    public static void CheckOnce(IEnumerable<MethodModel?> methods, Mistakes mistakes)
    {
        foreach (IGrouping<string, MethodModel> function in methods.OfType<MethodModel>().GroupBy(method => method.PrototypeText))
        {
            MethodModel first = function.First();
            foreach (MethodModel other in function.Where(method => method.Settings.Quarantine != first.Settings.Quarantine))
            {
                mistakes.Add(Rules.Setting, Mistakes.Of(other.Method), $"'{other.Function}' has one quarantine policy, and '{first.Method.Name}' gives it another one: say the same of both");
            }
        }
    }

    /// <summary>Tells of values out of their range.</summary>
    public static void Check(IEnumerable<AttributeData> attributes, Mistakes mistakes)
    {
        if (Symbols.Attribute(attributes, KnownNames.Quarantine) is not { } attribute)
        {
            return;
        }

        foreach ((string name, int least, int most, bool hasNoLimit) in s_numbers)
        {
            int value = Number(attribute, name);
            if (value != 0 && (value < least || value > most) && !(hasNoLimit && value == -1))
            {
                string none = hasNoLimit ? ", -1 for no limit" : "";
                mistakes.Add(Rules.Setting, CallSettings.LocationOf(attribute), $"{name} is from {least} to {most}{none} or 0 for the default, not {value}");
            }
        }
    }

    private static int Number(AttributeData? attribute, string name) => attribute is null ? 0 : Symbols.Named<int>(attribute, name);
}
