namespace FfiIsolation.Testing;

/// <summary>A function that something is to happen to: says to which of its calls. Calls are counted from the moment on in which the fault is asked for; a batch is one call, each call of a list is one, and a call that is made again is the same one.</summary>
public sealed class FunctionFaults
{
    private readonly FaultInjection _injection;
    private readonly string _function;

    internal FunctionFaults(FaultInjection injection, string function)
    {
        _injection = injection;
        _function = function;
    }

    /// <summary>The next call.</summary>
    public CallFaults Next() => Call(1);

    /// <summary>One call, by its number.</summary>
    /// <param name="number">1 for the next call, 2 for the one after it.</param>
    public CallFaults Call(int number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        return new CallFaults(_injection, _function, number == 1 ? "the next call" : $"call {number}", call => call == number);
    }

    /// <summary>All calls.</summary>
    public CallFaults Every() => new(_injection, _function, "every call", _ => true);

    /// <summary>Some calls, by chance, the same ones in each run of the test as long as the calls come in the same order.</summary>
    /// <param name="rate">The share of the calls that are hit, from 0 to 1.</param>
    /// <param name="seed">Another seed hits other calls.</param>
    public CallFaults AtRandom(double rate, int seed)
    {
        if (!(rate is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "A rate is from 0 to 1.");
        }

        return new CallFaults(_injection, _function, FormattableString.Invariant($"a random call (rate {rate:0.###}, seed {seed})"), _ => true) { Rate = rate, Seed = seed };
    }
}
