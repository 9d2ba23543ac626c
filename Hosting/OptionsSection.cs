using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace FfiIsolation.Extensions.Hosting;

/// <summary>Options from configuration: numbers, times, and names of presets. What a record of presets is bound to is a copy, or the preset would be another one for everybody.</summary>
internal static class OptionsSection
{
    private const string Preset = "Preset";
    private const string Binds = "Binds options by reflection.";

    /// <exception cref="InvalidOperationException">A key is no option, or a value is none; a line for each.</exception>
    [RequiresUnreferencedCode(Binds)]
    [RequiresDynamicCode(Binds)]
    public static void Bind(IConfiguration section, NativeHostOptions options)
    {
        var mistakes = new List<string>();
        TakePresets(section, options, mistakes);
        options.RestartBudget = options.RestartBudget with { };
        options.Quarantine = options.Quarantine with { };
        options.Recycling = options.Recycling with { };
        options.Confinement = section.GetSection(nameof(NativeHostOptions.Confinement)).Exists() ? options.Confinement with { } : options.Confinement;
        BindAll(section, options, mistakes);
        if (mistakes.Count > 0)
        {
            throw new InvalidOperationException(string.Join(Environment.NewLine, mistakes));
        }
    }

    /// <summary>Sets each record that is named, or whose section names what it starts from.</summary>
    [RequiresUnreferencedCode(Binds)]
    [RequiresDynamicCode(Binds)]
    private static void TakePresets(IConfiguration section, NativeHostOptions options, List<string> mistakes)
    {
        foreach (IConfigurationSection child in section.GetChildren())
        {
            if (PropertyOf(options, child.Key) is not { SetMethod: not null } property || !HasPresets(property.PropertyType) || (child.Value ?? child[Preset]) is not { } name)
            {
                continue;
            }

            PropertyInfo[] presets = PresetsOf(property.PropertyType);
            if (presets.FirstOrDefault(preset => preset.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } found)
            {
                property.SetValue(options, found.GetValue(null));
            }
            else
            {
                mistakes.Add($"{child.Path} is '{name}', which is no preset: {string.Join(", ", presets.Select(preset => preset.Name))}.");
            }
        }
    }

    [RequiresUnreferencedCode(Binds)]
    [RequiresDynamicCode(Binds)]
    private static void BindAll(IConfiguration section, object options, List<string> mistakes)
    {
        foreach (IConfigurationSection child in section.GetChildren())
        {
            if (HasPresets(options.GetType()) && child.Key.Equals(Preset, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            if (PropertyOf(options, child.Key) is not { } property)
            {
                // A misspelt key would be a default that nobody wanted.
                mistakes.Add($"{child.Path} is no option{NearTo(child.Key, options)}");
            }
            else if (property.SetMethod is null)
            {
                mistakes.Add($"{child.Path}: '{property.Name}' of {options.GetType().Name} cannot be set.");
            }
            else if (HasPresets(property.PropertyType))
            {
                BindAll(child, property.GetValue(options)!, mistakes);
            }
            else if (property.PropertyType is { IsInterface: true, IsGenericType: false } or { IsAbstract: true, IsInterface: false } || property.PropertyType.IsAssignableTo(typeof(Delegate)))
            {
                mistakes.Add($"{child.Path} cannot be set in a section, only in code.");
            }
            else
            {
                BindOne(section, child, property, options, mistakes);
            }
        }
    }

    // One by one, since the binder stops at the first that it cannot read.
    [RequiresUnreferencedCode(Binds)]
    [RequiresDynamicCode(Binds)]
    private static void BindOne(IConfiguration section, IConfigurationSection child, PropertyInfo property, object options, List<string> mistakes)
    {
        try
        {
            Only(section, child.Key).Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException)
        {
            mistakes.Add($"{child.Path} is '{child.Value}', which is {WordsFor(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType)}.");
        }
    }

    private static string WordsFor(Type type) =>
        type == typeof(TimeSpan) ? "no time such as 00:00:05"
        : type == typeof(bool) ? "neither true nor false"
        : type.IsEnum ? $"none of {string.Join(", ", Enum.GetNames(type))}"
        : type == typeof(int) || type == typeof(long) ? "no whole number, or too large a one"
        : $"no {type.Name}";

    [RequiresUnreferencedCode(Binds)]
    private static PropertyInfo? PropertyOf(object options, string key) =>
        options.GetType().GetProperties().FirstOrDefault(property => property.Name.Equals(key, StringComparison.OrdinalIgnoreCase));

    [RequiresUnreferencedCode(Binds)]
    private static string NearTo(string key, object options)
    {
        string[] near = [.. options.GetType().GetProperties().Select(property => property.Name)
            .Where(name => name.Contains(key, StringComparison.OrdinalIgnoreCase) || key.Contains(name, StringComparison.OrdinalIgnoreCase))];
        return near.Length == 0 ? "." : $"; did you mean {string.Join(" or ", near)}?";
    }

    [RequiresUnreferencedCode(Binds)]
    private static bool HasPresets(Type type) => !type.IsAbstract && PresetsOf(type).Length > 0;

    [RequiresUnreferencedCode(Binds)]
    private static PropertyInfo[] PresetsOf(Type type) =>
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.Static).Where(property => property.PropertyType == type)];

    private static IConfiguration Only(IConfiguration section, string key) =>
        new ConfigurationBuilder().AddInMemoryCollection(section.AsEnumerable(makePathsRelative: true)
            .Where(entry => entry.Value is not null && IsWithin(entry.Key, key))).Build();

    private static bool IsWithin(string path, string key) =>
        path.Equals(key, StringComparison.OrdinalIgnoreCase) || path.StartsWith(key + ConfigurationPath.KeyDelimiter, StringComparison.OrdinalIgnoreCase);
}
