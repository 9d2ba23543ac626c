namespace FfiIsolation;

/// <summary>
/// When a function that keeps killing workers is refused, and for how long. Each limit is a circuit breaker: closed, all calls are made; open,
/// they are refused as <see cref="FunctionQuarantinedException"/>; after <see cref="Break"/>, the next one is made in a worker of its own, as a trial that
/// closes the circuit or opens it again.
/// </summary>
public sealed record QuarantinePolicy
{
    /// <summary>Nothing is ever refused.</summary>
    public static QuarantinePolicy Off { get; } = new() { FunctionDeaths = null, ArgumentsDeaths = null, LibraryDeaths = null };

    /// <summary>The number of deaths within <see cref="Window"/> after which a function is refused.</summary>
    /// <value>2 to 1,000,000, or null for no limit. The default is 10.</value>
    public int? FunctionDeaths { get; init; } = 10;

    /// <summary>The number of deaths within <see cref="Window"/>, by the same arguments and input data, after which the function is refused with these.</summary>
    /// <value>2 to 1,000,000, or null for no limit. The default is 3.</value>
    public int? ArgumentsDeaths { get; init; } = 3;

    /// <summary>The number of deaths within <see cref="Window"/>, while it was loaded or unloaded, after which a library is refused. Of the host's policy alone.</summary>
    /// <value>2 to 1,000,000, or null for no limit. The default is 3.</value>
    public int? LibraryDeaths { get; init; } = 3;

    /// <summary>The time over which deaths are counted. Older ones are forgotten.</summary>
    /// <value>1 second to 1 day. The default is 5 minutes.</value>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long calls are refused before one is made as a trial.</summary>
    /// <value>500 milliseconds to 1 day. The default is 30 seconds.</value>
    public TimeSpan Break { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The number of calls of a function that end well, with no death between, after which its deaths before them are forgotten if the last one is at
    /// least <see cref="Break"/> ago. Not those by the same arguments, of which calls with others say nothing: they go by <see cref="Window"/> alone.
    /// </summary>
    /// <value>1 to 1,000,000,000, or null for never. The default is 1,000.</value>
    public int? ForgivenAfter { get; init; } = 1000;

    /// <summary>What counts.</summary>
    /// <value>The default is <see cref="QuarantineCauses.Crash"/>, <see cref="QuarantineCauses.Exit"/> and <see cref="QuarantineCauses.Unload"/>.</value>
    public QuarantineCauses Causes { get; init; } = QuarantineCauses.Crash | QuarantineCauses.Exit | QuarantineCauses.Unload;

    internal void Check(OptionMistakes mistakes, string name)
    {
        mistakes.Check($"{name}.{nameof(FunctionDeaths)}", FunctionDeaths ?? 2, 2, 1_000_000);
        mistakes.Check($"{name}.{nameof(ArgumentsDeaths)}", ArgumentsDeaths ?? 2, 2, 1_000_000);
        mistakes.Check($"{name}.{nameof(LibraryDeaths)}", LibraryDeaths ?? 2, 2, 1_000_000);
        mistakes.Check($"{name}.{nameof(Window)}", Window, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        mistakes.Check($"{name}.{nameof(Break)}", Break, TimeSpan.FromMilliseconds(500), TimeSpan.FromDays(1));
        mistakes.Check($"{name}.{nameof(ForgivenAfter)}", ForgivenAfter ?? 1, 1, 1_000_000_000);
        mistakes.Check($"{name}.{nameof(Causes)}", (int)Causes, 0, 31);
    }
}
