using FfiIsolation.Libraries;

namespace FfiIsolation;

/// <summary>A library could not be loaded: it is not there, is for another machine, lacks a library that it needs, or the worker may not read it.</summary>
public sealed class LibraryNotFoundException : CallRejectedException
{
    internal LibraryNotFoundException(string name, IReadOnlyList<string> tried, string? missingDependency, IReadOnlyList<RefusedAction>? refused = null, IReadOnlyList<NearLibrary>? near = null)
        : base(Describe(name, tried, missingDependency, refused ?? [], near ?? []))
    {
        NearNames = [.. (near ?? []).Select(library => library.Name)];
        LibraryName = name;
        Tried = tried;
        MissingDependency = missingDependency;
        RefusedActions = refused ?? [];
    }

    /// <summary>The name that was asked for.</summary>
    public string LibraryName { get; }

    /// <summary>Every path looked at, each with the reason why it would not do.</summary>
    public IReadOnlyList<string> Tried { get; }

    /// <summary>Libraries that are there and whose names are near to it, nearest first, as they can be asked for; empty where a library of that name was found and could not be loaded.</summary>
    public IReadOnlyList<string> NearNames { get; }

    /// <summary>The library that the found library needs and that is missing; null when the library itself was not found.</summary>
    public string? MissingDependency { get; }

    /// <summary>What the <see cref="Confinement"/> of the workers refused while the library was opened; empty where that was not the reason.</summary>
    public IReadOnlyList<RefusedAction> RefusedActions { get; }

    private static string Describe(string name, IReadOnlyList<string> tried, string? missingDependency, IReadOnlyList<RefusedAction> refused, IReadOnlyList<NearLibrary> near)
    {
        string what = missingDependency is null
            ? $"The library '{name}' could not be loaded."
            : $"The library '{name}' was found, but '{missingDependency}', which it needs, was not.";
        string advice = refused.Count == 0 ? ""
            : $"\nThe preset {refused[0].Preset} refused to {string.Join(", and to ", refused.Select(action => action.Action))}: "
                + $"add the folder to {nameof(Confinement)}.{nameof(Confinement.ReadPaths)}, or take a preset that allows all files.";
        string meant = near.Count == 0 ? "" : $" Did you mean {string.Join(", or ", near)}?";
        return what + meant + " Tried:" + string.Concat(tried.Select(path => "\n  " + path)) + advice;
    }
}
