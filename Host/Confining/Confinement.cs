namespace FfiIsolation;

/// <summary>
/// What native code in a worker may do beyond computing in its own memory. Applied before the worker's runtime starts, to every thread and every process that native code starts, and
/// never lifted. Start from a preset: <c>Confinement.Confined with { ReadPaths = ["/opt/codecs"] }</c>. docs/confinement.md says what each preset refuses and how it is reported.
/// </summary>
public sealed record Confinement
{
    private Confinement(string name) => Name = name;

    /// <summary>Nothing is refused and nothing limited: a worker can do what its host's user can.</summary>
    public static Confinement Open { get; } = new("Open");

    /// <summary>
    /// The default. Ordinary libraries notice nothing: files, network, threads, child processes are as ever. But native code cannot signal, stop, trace, re-prioritise, limit or write into
    /// processes that are not its own, its host first of all, nor change the machine (mounts, modules, clock), even where the host runs as root.
    /// </summary>
    public static Confinement Limited { get; } = new("Limited") { AllowOtherProcesses = false, AllowMachine = false };

    /// <summary>
    /// As <see cref="Limited"/>, and no other program, no socket, no file but the system's libraries and settings, the application's own folder and the paths that are declared. At most 4 GiB of
    /// private memory and 256 descriptors for each process: what is shared is not counted, and a fork has the limits anew.
    /// </summary>
    public static Confinement Confined { get; } = new("Confined")
    {
        AllowOtherProcesses = false,
        AllowMachine = false,
        AllowPrograms = false,
        AllowSockets = false,
        AllowFiles = false,
        MaxMemoryBytes = 4L << 30,
        MaxDescriptors = 256,
    };

    /// <summary>The preset that this was made from.</summary>
    public string Name { get; }

    /// <summary>Whether native code may signal, trace, schedule, limit and read processes other than the worker and those that it started, and write the kernel's files (<c>/proc</c>, <c>/sys</c>).</summary>
    public bool AllowOtherProcesses { get; init; } = true;

    /// <summary>Whether native code may use what powers the user has over the machine: mounts, kernel modules, clock, names, restart. Of meaning for root, from whose workers the capabilities for it are taken.</summary>
    public bool AllowMachine { get; init; } = true;

    /// <summary>Whether native code may run other programs (<c>execve</c>). It may start processes without (<c>fork</c>).</summary>
    public bool AllowPrograms { get; init; } = true;

    /// <summary>Whether native code may make sockets, of the network or local. A <c>socketpair</c> of local streams or packets (<c>SOCK_SEQPACKET</c>) always works: its ends reach nobody but each other.</summary>
    public bool AllowSockets { get; init; } = true;

    /// <summary>Whether native code may open any file that the user may. If not, <see cref="ReadPaths"/> and <see cref="WritePaths"/> count, beside what every library needs.</summary>
    public bool AllowFiles { get; init; } = true;

    /// <summary>Files and folders, with what they hold, that may be read and whose libraries may be loaded, where <see cref="AllowFiles"/> is false.</summary>
    /// <value>Absolute paths, at most 256 together with <see cref="WritePaths"/>. What does not exist when a worker starts is not readable later either.</value>
    public IReadOnlyList<string> ReadPaths { get; init; } = [];

    /// <summary>Files and folders that may be read and written, and in which files may be made and removed, where <see cref="AllowFiles"/> is false.</summary>
    /// <value>Absolute paths, at most 256 together with <see cref="ReadPaths"/>.</value>
    public IReadOnlyList<string> WritePaths { get; init; } = [];

    /// <summary>The private memory that a worker may have (<c>RLIMIT_DATA</c>: heap, data and thread stacks; not what is mapped as shared), and each process that it makes again. Past it, allocations fail.</summary>
    /// <value>64 MiB to 1 TiB, in bytes; null for no limit.</value>
    public long? MaxMemoryBytes { get; init; }

    /// <summary>The processor time that a worker may use in its life (<c>RLIMIT_CPU</c>). Past it, the call on board ends as a crash by <c>SIGXCPU</c>.</summary>
    /// <value>1 second to 1 year, in whole seconds; null for no limit.</value>
    public TimeSpan? MaxCpuTime { get; init; }

    /// <summary>The number of descriptors that a worker may have open (<c>RLIMIT_NOFILE</c>).</summary>
    /// <value>32 to 1,048,576; null for what the host has.</value>
    public int? MaxDescriptors { get; init; }

    /// <summary>The size that a file may be given (<c>RLIMIT_FSIZE</c>). Past it, writing fails with a crash by <c>SIGXFSZ</c>.</summary>
    /// <value>1 byte to 1 TiB; null for no limit.</value>
    public long? MaxFileBytes { get; init; }

    /// <summary>What this system lacks for this confinement, as a sentence; null where it holds here, but for writing the kernel's files about other processes, which needs Landlock of Linux 5.19 (docs/confinement.md). <see cref="NativeHost.Start"/> refuses what does not.</summary>
    public string? WhyUnsupported => Confining.ConfinementSupport.WhyNot(
        this, Confining.ConfinementSupport.LandlockVersion, Confining.ConfinementSupport.CanAsk,
        Confining.ConfinementSupport.LandlockVersion >= 2 || Confining.ConfinementSupport.GuardsMemory);

    /// <summary>Whether the kernel has to ask the host about some system calls.</summary>
    internal bool AsksHost => !(AllowOtherProcesses && AllowMachine && AllowPrograms && AllowSockets && AllowFiles);

    /// <summary>Checks every value.</summary>
    internal void Check(OptionMistakes mistakes)
    {
        string of = nameof(NativeHostOptions.Confinement) + ".";
        mistakes.Check(of + nameof(MaxMemoryBytes), MaxMemoryBytes ?? 64L << 20, 64L << 20, 1L << 40);
        mistakes.Check(of + nameof(MaxCpuTime), MaxCpuTime ?? TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), TimeSpan.FromDays(365));
        mistakes.Check(of + nameof(MaxDescriptors), MaxDescriptors ?? 32, 32, 1_048_576);
        mistakes.Check(of + nameof(MaxFileBytes), MaxFileBytes ?? 1, 1, 1L << 40);
        mistakes.CheckNotNull(of + nameof(ReadPaths), ReadPaths);
        mistakes.CheckNotNull(of + nameof(WritePaths), WritePaths);
        foreach (string path in (ReadPaths ?? []).Concat(WritePaths ?? []))
        {
            if (string.IsNullOrEmpty(path) || path[0] != '/' || path.Contains('\0'))
            {
                mistakes.Add($"{of}{(ReadPaths?.Contains(path) == true ? nameof(ReadPaths) : nameof(WritePaths))} has {TextForReports.Quote(path ?? "")}: it must be an absolute path.");
            }
        }

        mistakes.Check($"{of}{nameof(ReadPaths)} and {nameof(WritePaths)}", (ReadPaths?.Count ?? 0) + (WritePaths?.Count ?? 0), 0, 256);
        if (AllowFiles && (ReadPaths?.Count > 0 || WritePaths?.Count > 0))
        {
            mistakes.Add($"{of}{nameof(ReadPaths)} and {nameof(WritePaths)} mean nothing while {nameof(AllowFiles)} is true.");
        }
    }
}
