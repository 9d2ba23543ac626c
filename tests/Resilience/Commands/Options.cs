using System.CommandLine;

namespace FfiIsolation.Resilience.Commands;

/// <summary>What several commands understand.</summary>
internal static class Options
{
    public static Option<LaneChoice[]> Lane() => new("--lane")
    {
        Description = "The lane that carries the calls. Given twice: one after the other.",
        DefaultValueFactory = _ => [LaneChoice.SharedMemory, LaneChoice.Rpc],
        HelpName = "shared-memory|rpc",
        CustomParser = result =>
        {
            string[] words = [.. result.Tokens.Select(token => token.Value)];
            if (words.FirstOrDefault(word => word is not ("shared-memory" or "rpc")) is { } unknown)
            {
                result.AddError($"'{unknown}' is no lane; there are shared-memory and rpc.");
            }

            return [.. words.Select(word => word == "rpc" ? LaneChoice.Rpc : LaneChoice.SharedMemory)];
        },
        Arity = ArgumentArity.OneOrMore,
    };

    public static Option<int> Seed() => new("--seed")
    {
        Description = "Repeats a run: the same seed makes the same choices. Without it a new one is drawn and printed.",
        DefaultValueFactory = _ => Random.Shared.Next(),
    };

    public static Option<double> Minutes(double usual) => new("--minutes") { Description = "How long it runs; a fraction is fine.", DefaultValueFactory = _ => usual };

    public static Option<int> Number(string name, int usual, int least, int most, string description)
    {
        var option = new Option<int>(name) { Description = $"{description} {least:N0} to {most:N0}.", DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var value && (value < least || value > most))
            {
                result.AddError($"{name} is {value}; it must be from {least} to {most}.");
            }
        });
        return option;
    }
}
