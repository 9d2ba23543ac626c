namespace FfiIsolation.Fuzz;

/// <summary>Numbers by a seed, the same on every machine and in every version (SplitMix64, Steele, Lea and Flood 2014).</summary>
internal sealed class Dice
{
    private ulong _state;

    /// <summary>Begins anew, for one input of a run.</summary>
    public void Begin(ulong seed, long input) => _state = (seed * 0xD1342543DE82EF95) + ((ulong)input * 0x9E3779B97F4A7C15);

    public ulong Word()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>From 0 to one less than that.</summary>
    public int Next(int bound) => (int)(((Word() >> 32) * (ulong)Math.Max(1, bound)) >> 32);

    /// <summary>From the one up to and with the other.</summary>
    public int Between(int least, int most) => least + Next(most - least + 1);

    public bool OneIn(int chances) => Next(chances) == 0;

    public T Of<T>(IReadOnlyList<T> choices) => choices[Next(choices.Count)];
}
