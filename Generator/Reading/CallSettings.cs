using FfiIsolation.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace FfiIsolation.Generator.Reading;

/// <summary>What the attributes say of how calls are made.</summary>
/// <param name="TimeoutMilliseconds">0 for the host's, -1 for no limit.</param>
internal sealed record CallSettings(int TimeoutMilliseconds, bool IsPure, bool SetLastError)
{
    /// <summary>When it is refused; null for the host's policy.</summary>
    public QuarantineSettings? Quarantine { get; init; }

    private const int MaxTimeout = 24 * 24 * 60 * 60 * 1000;

    public static CallSettings None { get; } = new(0, false, false);

    /// <param name="defaults">What holds where the attribute says nothing.</param>
    public static CallSettings Read(AttributeData attribute, CallSettings defaults, Mistakes mistakes)
    {
        int timeout = Symbols.Named<int>(attribute, "TimeoutMilliseconds");
        if (timeout is < -1 or > MaxTimeout)
        {
            mistakes.Add(Rules.Setting, LocationOf(attribute), $"TimeoutMilliseconds is from 1 to {MaxTimeout} (24 days), -1 for no limit or 0 for the default, not {timeout}");
            timeout = 0;
        }

        return new CallSettings(
            timeout == 0 ? defaults.TimeoutMilliseconds : timeout,
            Symbols.Named(attribute, "IsPure", defaults.IsPure),
            Symbols.Named(attribute, "SetLastError", defaults.SetLastError));
    }

    public static Location? LocationOf(AttributeData attribute) =>
        attribute.ApplicationSyntaxReference is { } reference ? Location.Create(reference.SyntaxTree, reference.Span) : null;
}
