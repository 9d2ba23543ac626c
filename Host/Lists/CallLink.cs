namespace FfiIsolation.Lists;

/// <summary>What an earlier call of a list gives, as an argument of a later one.</summary>
/// <param name="Source">The earlier call.</param>
/// <param name="Argument">The argument behind which it writes it; null for its result.</param>
/// <param name="Element">Which of the elements that lie there.</param>
/// <param name="Type">What it is.</param>
internal sealed record CallLink(ListedCall Source, int? Argument, int Element, CType Type)
{
    public override string ToString() =>
        Argument is { } argument ? $"what {Source} writes to {Source.NameOf(argument)}" : $"the result of {Source}";
}
