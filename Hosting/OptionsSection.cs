using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;

namespace FfiIsolation.Extensions.Hosting;

/// <summary>Options from configuration: numbers, times and names. What a record of presets is bound to is a copy, or the preset would be another one for everybody.</summary>
internal static class OptionsSection
{
    private const string Confinement = nameof(NativeHostOptions.Confinement);
    private const string Preset = "Preset";

    [RequiresUnreferencedCode("Binds options by reflection.")]
    [RequiresDynamicCode("Binds options by reflection.")]
    public static void Bind(IConfiguration section, NativeHostOptions options)
    {
        options.RestartBudget = options.RestartBudget with { };
        BindAll(Without(section, Confinement), options);
        if (section.GetSection(Confinement) is { } confinement && confinement.Exists())
        {
            // A name, or a name and what is to be otherwise.
            string? preset = confinement.Value ?? confinement[Preset];
            options.Confinement = (preset is null ? options.Confinement : PresetOf(preset, confinement.Path)) with { };
            BindAll(Without(confinement, Preset), options.Confinement);
        }
    }

    private static Confinement PresetOf(string name, string path) => name.ToUpperInvariant() switch
    {
        "OPEN" => FfiIsolation.Confinement.Open,
        "LIMITED" => FfiIsolation.Confinement.Limited,
        "CONFINED" => FfiIsolation.Confinement.Confined,
        _ => throw new InvalidOperationException($"{path} is '{name}', which is no preset: Open, Limited or Confined."),
    };

    [RequiresUnreferencedCode("Binds options by reflection.")]
    [RequiresDynamicCode("Binds options by reflection.")]
    private static void BindAll(IConfiguration section, object options)
    {
        // The binder passes over what can only be read, and with this setting refuses what is not there: a misspelt key would be a default that nobody wanted.
        foreach (IConfigurationSection child in section.GetChildren())
        {
            if (options.GetType().GetProperties().Any(property => property.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase) && property.SetMethod is null))
            {
                throw new InvalidOperationException($"'{child.Key}' of {options.GetType().Name} cannot be set.");
            }
        }

        section.Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
    }

    private static IConfiguration Without(IConfiguration section, string key) =>
        new ConfigurationBuilder().AddInMemoryCollection(section.AsEnumerable(makePathsRelative: true)
            .Where(entry => entry.Value is not null && !IsWithin(entry.Key, key))).Build();

    private static bool IsWithin(string path, string key) =>
        path.Equals(key, StringComparison.OrdinalIgnoreCase) || path.StartsWith(key + ConfigurationPath.KeyDelimiter, StringComparison.OrdinalIgnoreCase);
}
