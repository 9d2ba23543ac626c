namespace FfiIsolation.Cli.Binding;

/// <summary>What a header declares and a binding has not.</summary>
/// <param name="Names">Of functions, types or macros.</param>
/// <param name="Reason">Why, in words that follow "NAME: ".</param>
internal sealed record LeftOut(IReadOnlyList<string> Names, string Reason)
{
    public override string ToString() => $"{string.Join(", ", Names)}: {Reason}";
}
