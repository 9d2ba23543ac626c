// How long to look at a reply turn before sleeping on it. Answers that come back to back are met by looking, which takes a tenth of a
// microsecond; a sleep and its wake-up across processors take fifty. But a caller that looks keeps its processor from the worker, which the
// kernel would rather wake there than on another: where the worker had to be woken, or takes long, it is better to sleep at once.
using System.Diagnostics;
using System.Runtime.Intrinsics.X86;

namespace FfiIsolation.Lanes;

internal unsafe struct LaneSpin
{
    /// <summary>The first looks are made as fast as they can be, without a clock.</summary>
    private const int QuickLooks = 200;

    private const int LooksPerClock = 16;
    private const int MaxCredit = 8;
    private static readonly long s_longest = Stopwatch.Frequency * 25 / 1_000_000;
    private static readonly long s_short = Stopwatch.Frequency / 1_000_000;
    private static readonly long s_quickSleep = Stopwatch.Frequency * 100 / 1_000_000;

    /// <summary>How often answers came quickly of late.</summary>
    private int _credit;

    private long _sleptAt;

    public LaneSpin() => _credit = MaxCredit;

    /// <summary>Looks until the word is another, or it is time to sleep.</summary>
    /// <param name="woke">Whether the worker had to be woken.</param>
    /// <param name="last">The word as it was.</param>
    /// <returns>The word as it is now.</returns>
    public uint Look(uint* word, uint last, bool woke)
    {
        uint now = last;
        for (int i = woke ? QuickLooks : 0; i < QuickLooks; i++)
        {
            now = Volatile.Read(ref *word);
            if (now != last)
            {
                return now;
            }
        }

        return LookByTheClock(word, last, woke ? 0 : _credit > 0 ? s_longest : s_short);
    }

    /// <summary>Takes note of an answer that came while its caller slept.</summary>
    public void Slept() => _credit = Stopwatch.GetTimestamp() - _sleptAt < s_quickSleep ? Math.Min(_credit + 1, MaxCredit) : Math.Max(_credit - 2, 0);

    private uint LookByTheClock(uint* word, uint last, long longest)
    {
        long start = Stopwatch.GetTimestamp();
        long now = start;
        while (now - start < longest)
        {
            for (int i = 0; i < LooksPerClock; i++)
            {
                X86Base.Pause();
                uint value = Volatile.Read(ref *word);
                if (value != last)
                {
                    _credit = Math.Min(_credit + 1, MaxCredit);
                    return value;
                }
            }

            now = Stopwatch.GetTimestamp();
        }

        _sleptAt = start;
        return last;
    }
}
