namespace FfiIsolation.Cli.Calls;

/// <summary>Outcomes as JSON and scenarios write them: <c>completed</c>, <c>timedOut</c>.</summary>
internal static class OutcomeName
{
    private static readonly Dictionary<string, Outcome> ByName = Enum.GetValues<Outcome>().ToDictionary(Of, StringComparer.Ordinal);

    public static string Of(Outcome outcome)
    {
        string name = outcome.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    public static bool TryRead(string name, out Outcome outcome) => ByName.TryGetValue(name, out outcome);
}
