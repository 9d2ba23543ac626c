namespace FfiIsolation.Cli.Explaining;

/// <summary>One argument of a call.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Name">Its name in the prototype; null where it has none, and behind the dots.</param>
/// <param name="Declaration">As C writes it.</param>
/// <param name="Type">The type that is passed: behind the dots after C's promotions.</param>
/// <param name="Place">Where it goes.</param>
internal sealed record ExplainedArgument(int Number, string? Name, string Declaration, CType Type, ExplainedPlace Place);
