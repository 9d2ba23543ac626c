namespace FfiIsolation.Crashes;

/// <summary>Where an address lies as seen from an argument.</summary>
/// <param name="Argument">The argument.</param>
/// <param name="Number">Its place in the call, from 1.</param>
/// <param name="Offset">The address minus the argument's.</param>
internal readonly record struct ArgumentHit(CrashedArgument Argument, int Number, long Offset)
{
    /// <summary>Bytes behind a block within which an address is put down to it: its guard page. Before it, as much and what a small one leaves of its place: there is the guard page of the place before.</summary>
    public const long Reach = 4096;

    public bool IsBehind => Argument.Length is { } length && Offset >= length;

    public bool IsBefore => Offset < 0;

    /// <summary>How people call it: parameter `dst`, or parameter 2 where it has no name.</summary>
    public string Name => Describe(Argument, Number);

    public static string Describe(CrashedArgument argument, int number) =>
        argument.Name.Length > 0 ? $"parameter `{argument.Name}`" : $"parameter {number}";

    /// <summary>The block that the address is nearest to, within reach of either end; null if there is none.</summary>
    public static ArgumentHit? FindBlock(CrashedCall? call, ulong address)
    {
        ArgumentHit? best = null;
        var bestDistance = long.MaxValue;
        for (var i = 0; i < (call?.Arguments.Count ?? 0); i++)
        {
            var argument = call!.Arguments[i];
            if (argument is not { Address: { } start and > 0, Length: { } length and >= 0 } || start < Reach)
                continue;
            var offset = unchecked((long)(address - start));
            var distance = offset < 0 ? -offset : offset >= length ? offset - length + 1 : 0;
            if ((offset >= 0 ? offset - length >= Reach : offset < -2 * Reach) || distance >= bestDistance)
                continue;
            (best, bestDistance) = (new ArgumentHit(argument, i + 1, offset), distance);
        }
        return best;
    }
}
