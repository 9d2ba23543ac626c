using System.Globalization;

namespace FfiIsolation.Hangs;

/// <summary>What was seen of one thread. The kernel's word, but for names, which threads give themselves.</summary>
internal sealed record ThreadFacts
{
    public required int Id { get; init; }

    public string Name { get; init; } = "";

    /// <summary>As in proc_pid_stat(5): R, S, D, T, t, Z; a question mark where nobody knows.</summary>
    public char State { get; init; } = '?';

    /// <summary>The system call that it waits in; null for none, or where that is not told.</summary>
    public long? SystemCall { get; init; }

    /// <summary>The arguments of <see cref="SystemCall"/>.</summary>
    public IReadOnlyList<ulong> Arguments { get; init; } = [];

    /// <summary>Where it waits, and with what stack; null for a thread that runs.</summary>
    public (ulong Instruction, ulong Stack)? Waiting { get; init; }

    /// <summary>The function of the kernel that it waits in; empty where that is not told.</summary>
    public string KernelFunction { get; init; } = "";

    /// <summary>The CPU time that it has used, of user and kernel.</summary>
    public TimeSpan? ProcessorTime { get; init; }

    /// <summary>Whether that grew while it was looked at; null for a thread that was not running.</summary>
    public bool? HasRun { get; init; }

    /// <summary>All its registers in the order of a crash report, for one that was stopped for this.</summary>
    public ulong[]? Registers { get; init; }

    /// <summary>Why it was not stopped; null where it was.</summary>
    public string? NotStopped { get; init; }

    /// <summary>Its stack, from the stack pointer upwards.</summary>
    public ReadOnlyMemory<byte> Stack { get; init; }

    /// <summary>What a pthread mutex has at the address that it waits on: its owner, if it is one.</summary>
    public int? LockOwner { get; init; }

    public ulong? StackPointer => Registers is { } registers ? registers[7] : Waiting?.Stack;

    /// <summary>Reads what the files of a thread say.</summary>
    /// <param name="stat">/proc/PID/task/TID/stat: "12 (name) S …".</param>
    /// <param name="syscall">…/syscall: "running", "-1 sp pc", or a number, six arguments, sp and pc.</param>
    /// <param name="schedstat">…/schedstat: nanoseconds on a processor first.</param>
    /// <param name="wchan">…/wchan.</param>
    public static ThreadFacts Read(int id, string? stat, string? syscall, string? schedstat, string? wchan)
    {
        int open = stat?.IndexOf('(', StringComparison.Ordinal) ?? -1, close = stat?.LastIndexOf(')') ?? -1;
        var facts = new ThreadFacts
        {
            Id = id,
            Name = open >= 0 && close > open ? Crashes.SafeText.Line(stat![(open + 1)..close]) : "",
            State = close >= 0 && close + 2 < stat!.Length ? stat[close + 2] : '?',
            KernelFunction = wchan is null or "0" ? "" : Crashes.SafeText.Line(wchan),
            ProcessorTime = long.TryParse(schedstat?.Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out long nanoseconds)
                ? TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick)
                : null,
        };
        string[] words = syscall?.Split(' ') ?? [];
        if (words is not ((["-1", _, _]) or { Length: 9 }) || Hex(words[^2]) is not { } stack || Hex(words[^1]) is not { } instruction)
        {
            return facts;
        }

        facts = facts with { Waiting = (instruction, stack) };
        return words.Length == 9 && long.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? facts with { SystemCall = number, Arguments = [.. words[1..7].Select(word => Hex(word) ?? 0)] }
            : facts;
    }

    private static ulong? Hex(string word) =>
        word.StartsWith("0x", StringComparison.Ordinal) && ulong.TryParse(word.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong value) ? value : null;
}
