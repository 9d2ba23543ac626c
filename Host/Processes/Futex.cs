// Sleeping on a word of memory that another process may change: futex(2), and futex_waitv(2) for many words at a time.
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace FfiIsolation.Processes;

internal static unsafe partial class Futex
{
    /// <summary>The most words that one <see cref="WaitForAny"/> takes.</summary>
    public const int MaxWords = 128;

    private const int FutexNumber = 202;
    private const int WaitvNumber = 449;
    private const int WaitOperation = 0; // without the private flag: the other side is another process
    private const int WakeOperation = 1;
    private const int NoSuchCall = 38;   // ENOSYS
    private const int Monotonic = 1;     // CLOCK_MONOTONIC, which Stopwatch reads on Linux, in nanoseconds
    private const long NanosecondsPerMillisecond = 1_000_000;
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Whether the kernel has <c>futex_waitv</c>: Linux 5.16 or newer, and no filter that refuses it.</summary>
    public static bool HasWaitForAny { get; } = !(WaitMany(WaitvNumber, null, 0, 0, null, Monotonic) < 0 && Marshal.GetLastPInvokeError() == NoSuchCall);

    /// <summary>Sleeps while the word has this value, until a wake, a signal, or the end of the time.</summary>
    public static void Wait(uint* word, uint value, TimeSpan longest)
    {
        TimeSpec time = TimeSpec.Of(longest.Ticks * TimeSpan.NanosecondsPerTick);
        Call(FutexNumber, word, WaitOperation, value, &time, null, 0);
    }

    /// <summary>Wakes whoever sleeps on the word.</summary>
    public static void Wake(uint* word) => Call(FutexNumber, word, WakeOperation, int.MaxValue, null, null, 0);

    /// <summary>Sleeps while each word has its value.</summary>
    public static void WaitForAny(FutexWord* words, int count, int milliseconds)
    {
        TimeSpec until = TimeSpec.Of((long)(Stopwatch.GetTimestamp() * ((double)NanosecondsPerSecond / Stopwatch.Frequency)) + (milliseconds * NanosecondsPerMillisecond));
        WaitMany(WaitvNumber, words, (uint)count, 0, &until, Monotonic);
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Call(nint number, uint* word, nint operation, nuint value, TimeSpec* time, uint* second, nuint third);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint WaitMany(nint number, FutexWord* words, nuint count, nuint flags, TimeSpec* until, nint clock);

    /// <summary><c>struct timespec</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;

        public static TimeSpec Of(long nanoseconds) => new() { Seconds = nanoseconds / NanosecondsPerSecond, Nanoseconds = nanoseconds % NanosecondsPerSecond };
    }
}
