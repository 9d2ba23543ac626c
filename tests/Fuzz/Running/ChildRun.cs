// One decoder in a process of its own: what it does to that process is seen from outside, and its memory is its own.
using System.Diagnostics;
using System.Text.Json;
using FfiIsolation.Fuzz.Decoders;

namespace FfiIsolation.Fuzz.Running;

internal static class ChildRun
{
    public const int Found = 1, Hung = 3, Grew = 4;

    /// <summary>How long one input may take: a bound for a hang, on a machine that does other things too.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(20);

    /// <summary>What may be kept beyond what there was after the first share of the inputs, in bytes: caches have their bounds, and are filled by then.</summary>
    private const long MaxGrowth = 32L << 20;

    /// <summary>Looked at as often, in inputs.</summary>
    private const int Share = 4096;

    public static int Run(FuzzWork work)
    {
        Decoder decoder = Catalogue.Find(work.Decoder)!;
        var dice = new Dice();
        using var position = new Position(Position.PathOf(work.Decoder));
        long started = Stopwatch.GetTimestamp();
        long now = work.First;
        using var watch = new Watch(() => Interlocked.Read(ref now), s_longest, input => Environment.Exit(Tell(Hung, work, input, $"took longer than {s_longest.TotalSeconds:0} s")));
        long accepted = 0;
        long? kept = null;
        for (long i = work.First; i < work.First + work.Inputs; i++)
        {
            Interlocked.Exchange(ref now, i);
            position.Input = i;
            dice.Begin(work.Seed, i);
            byte[] input = decoder.Make(dice);
            try
            {
                accepted += decoder.Decode(input) ? 1 : 0;
            }
            catch (Exception e)
            {
                return Tell(Found, work, i, e.ToString());
            }

            if ((i - work.First) % Share == Share - 1 || i == work.First + work.Inputs - 1)
            {
                long bytes = GC.GetTotalMemory(forceFullCollection: true);
                kept ??= bytes;
                if (bytes - kept > MaxGrowth)
                {
                    return Tell(Grew, work, i, $"{(bytes - kept) >> 20} MiB more are kept than after {Share} inputs");
                }
            }
        }

        var facts = new FuzzFacts(work.Decoder, work.Inputs, work.Inputs - accepted, accepted, (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds, Process.GetCurrentProcess().PeakWorkingSet64 / 1024);
        Console.WriteLine(JsonSerializer.Serialize(facts));
        return 0;
    }

    private static int Tell(int status, FuzzWork work, long input, string what)
    {
        Console.Error.WriteLine($"{work.Decoder}, seed {work.Seed}, input {input}: {what}");
        return status;
    }
}
