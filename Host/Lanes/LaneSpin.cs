// How long to look at the turn before sleeping on it. Answers that come back to back are met by looking, which takes a tenth of a
// microsecond; a sleep and its wake-up across processors take fifty. But a caller that looks keeps its processor from the worker, which the
// kernel may have put there, and then a sleep at once is served in five. Which of the two it is shows only by trying, now and then.
// And a look takes the line from the worker, who has to fetch it once more to answer: each that comes too early makes the answer later by a transfer. So the
// first one waits for as long as answers took lately, and a little less each time that one was there (native/lane/waiting.c does the same).
using System.Diagnostics;
using System.Runtime.Intrinsics.X86;

namespace FfiIsolation.Lanes;

internal unsafe struct LaneSpin
{
    /// <summary>The first looks are made without a clock. With a pause between: looks that come as fast as they can take the line from a worker who is about to write it.</summary>
    private const int QuickLooks = 100;

    private const int LooksPerClock = 16;

    /// <summary>What takes longer than this many looks teaches no patience: it is another kind of call.</summary>
    private const int LooksToLearnFrom = 16;

    private const int PatiencePerPause = 16;
    private const int PatiencePerMiss = 8;
    private const int MostPatience = 16 * PatiencePerPause;

    /// <summary>That many answers missed by looking, one after the other, and it is left off.</summary>
    private const int MostMisses = 2;

    private const int FirstTrial = 8;
    private const int RarestTrial = 512;
    private static readonly long s_microsecond = Stopwatch.Frequency / 1_000_000;

    /// <summary>Where there is one processor, a look keeps the worker from it.</summary>
    private static readonly bool s_alone = Environment.ProcessorCount == 1;

    /// <summary>As long as a wake-up takes: a wait that is longer loses little by a sleep.</summary>
    private static readonly long s_long = 25 * s_microsecond;

    /// <summary>Long enough to see a worker wake up on another processor and answer. From then on both look, and meet.</summary>
    private static readonly long s_trial = 60 * s_microsecond;

    /// <summary>How long not to look, in parts of a pause.</summary>
    private int _patience;

    private bool _isIdle;
    private int _misses;
    private int _untilTrial;
    private int _betweenTrials;

    public LaneSpin() => _untilTrial = _betweenTrials = FirstTrial;

    /// <summary>Calls are about to come back to back: the next wait is a trial.</summary>
    public void Expect() => _untilTrial = 1;

    /// <summary>
    /// Looks until there is an answer, or it is time to sleep. Wakes a worker that sleeps. The bell is a plain store, so a worker that is about to
    /// sleep may not have seen it when its flag is looked at first: the flag is looked at again with each look, and for certain behind a barrier before this leaves off.
    /// </summary>
    /// <returns>The turn as it is now, with the mark of death where the worker has said so.</returns>
    public uint Look(LaneExchange exchange)
    {
        uint* word = exchange.Word;
        uint last = exchange.Turn;
        int looks = s_alone || exchange.IsUnwell ? 0 : QuickLooks;
        for (int i = looks > 0 ? _patience / PatiencePerPause : 0; i > 0; i--)
        {
            X86Base.Pause();
        }

        for (int i = 0; i < looks; i++)
        {
            uint now = Volatile.Read(ref *word);
            if (now != last)
            {
                Learn(i);
                return now;
            }

            if (exchange.IsUnwell)
            {
                break;
            }

            X86Base.Pause();
        }

        return exchange.IsWorkerDead ? exchange.LastTurn : LookByTheClock(word, last, exchange.WakeWorker());
    }

    /// <param name="misses">How many looks came before the answer.</param>
    private void Learn(int misses)
    {
        if (misses == 0)
        {
            _patience -= _patience > 0 ? 1 : 0;
        }
        else if (misses <= LooksToLearnFrom && _patience < MostPatience)
        {
            _patience += PatiencePerMiss;
        }
    }

    /// <param name="woke">Whether the worker had to be woken.</param>
    private uint LookByTheClock(uint* word, uint last, bool woke)
    {
        bool isTrial = (woke || _isIdle) && --_untilTrial <= 0;
        long longest = s_alone ? 0 : isTrial ? s_trial : woke ? 0 : _isIdle ? s_microsecond : s_long;
        long start = Stopwatch.GetTimestamp();
        for (long now = start; now - start < longest; now = Stopwatch.GetTimestamp())
        {
            for (int i = 0; i < LooksPerClock; i++)
            {
                X86Base.Pause();
                uint value = Volatile.Read(ref *word);
                if (value != last)
                {
                    _isIdle = false;
                    _misses = 0;
                    _untilTrial = _betweenTrials = FirstTrial;
                    return value;
                }
            }
        }

        if (isTrial)
        {
            _untilTrial = _betweenTrials = Math.Min(2 * _betweenTrials, RarestTrial);
        }

        _isIdle |= ++_misses >= MostMisses;
        return last;
    }
}
