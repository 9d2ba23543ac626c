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

    /// <param name="own">The method's attributes.</param>
    /// <param name="type">Those of the type that it is in, which hold where its own say nothing.</param>
    /// <returns>Null where neither says anything.</returns>
    public static QuarantineSettings? Read(IEnumerable<AttributeData> own, IEnumerable<AttributeData> type, Mistakes mistakes)
    {
        AttributeData? method = Symbols.Attribute(own, KnownNames.Quarantine), defaults = Symbols.Attribute(type, KnownNames.Quarantine);
        int Said(string name) => Number(method, name) is not 0 and var said ? said : Number(defaults, name);
        var settings = new List<string>();
        foreach ((string name, int least, int most, bool hasNoLimit) in s_numbers)
        {
            int value = Said(name);
            if (value != 0)
            {
                Check(Number(method, name) != 0 ? method! : defaults!, name, value, least, most, hasNoLimit, mistakes);
                settings.Add($"{name} = {value.ToString(CultureInfo.InvariantCulture)}");
            }
        }

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

    private static int Number(AttributeData? attribute, string name) => attribute is null ? 0 : Symbols.Named<int>(attribute, name);

    private static void Check(AttributeData attribute, string name, int value, int least, int most, bool hasNoLimit, Mistakes mistakes)
    {
        if ((value < least || value > most) && !(hasNoLimit && value == -1))
        {
            string none = hasNoLimit ? ", -1 for no limit" : "";
            mistakes.Add(Rules.Setting, CallSettings.LocationOf(attribute), $"{name} is from {least} to {most}{none} or 0 for the default, not {value}");
        }
    }
}
