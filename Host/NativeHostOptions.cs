using Microsoft.Extensions.Logging;
using Polly;

namespace FfiIsolation;

/// <summary>How a <see cref="NativeHost"/> works. Checked and copied once, when the host starts.</summary>
public sealed record NativeHostOptions
{
    /// <summary>The <see cref="Name"/> of a host that was given none.</summary>
    public const string DefaultName = "default";

    /// <summary>What metrics and traces call this host, for processes that have several.</summary>
    /// <value>1 to 100 characters. The default is <c>default</c>.</value>
    public string Name { get; set; } = DefaultName;

    /// <summary>The worker's executable.</summary>
    /// <value>A path, or null (the default) for the environment variable <c>FFI_ISOLATION_WORKER</c>, else beside the application or this library: <c>worker/ffi-worker</c>, or where the package puts it (<c>runtimes/linux-x64/native</c>).</value>
    public string? WorkerPath { get; set; }

    /// <summary>The number of calls that run at the same time, each in a worker of its own. Sessions are counted apart.</summary>
    /// <value>1 to 256. The default is the number of processors, at least 2.</value>
    public int MaxWorkers { get; set; } = Math.Clamp(Environment.ProcessorCount, 2, 256);

    /// <summary>The number of workers that are kept even where nobody calls; spares come on top.</summary>
    /// <value>0 to <see cref="MaxWorkers"/>. The default is 1.</value>
    public int MinWorkers { get; set; } = 1;

    /// <summary>How long a worker above <see cref="MinWorkers"/> and <see cref="Spares"/> may be unused before it is ended; looked at once a second.</summary>
    /// <value>1 second to 24 days, or <see cref="Timeout.InfiniteTimeSpan"/>. The default is 1 minute.</value>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>When workers that are well are replaced.</summary>
    /// <value>The default is when their private memory has grown by 512 MiB.</value>
    public WorkerRecycling Recycling { get; set; } = new();

    /// <summary>The number of started workers kept waiting to take over.</summary>
    /// <value>0 to 64. The default is 1.</value>
    public int Spares { get; set; } = 1;

    /// <summary>The number of sessions open at the same time.</summary>
    /// <value>1 to 1,024. The default is 64.</value>
    public int MaxSessions { get; set; } = 64;

    /// <summary>The number of calls that may wait for a worker; one more is rejected.</summary>
    /// <value>0 to 1,000,000. The default is 1,024.</value>
    public int MaxQueuedCalls { get; set; } = 1024;

    /// <summary>The time that a call may wait for a worker; past it, it is rejected. The time in the worker is <see cref="CallTimeout"/>.</summary>
    /// <value>1 millisecond to 24 days, or <see cref="Timeout.InfiniteTimeSpan"/> (the default).</value>
    public TimeSpan QueueTimeout { get; set; } = Timeout.InfiniteTimeSpan;

    /// <summary>The time that a call may take in its worker, where the call does not say otherwise. Past it, the worker is killed.</summary>
    /// <value>1 millisecond to 24 days, or <see cref="Timeout.InfiniteTimeSpan"/>. The default is 30 seconds.</value>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// From when on a call counts as slow: it is told once (<see cref="NativeHost.SlowCallReported"/>, and the log), with what it does and its native stack, and goes on unharmed. Its thread
    /// stands still for less than a millisecond for that, mostly; one that waits in a system call which would notice is not stopped.
    /// </summary>
    /// <value>10 milliseconds to 24 days; null (the default) for never. Precise to about 20 milliseconds.</value>
    public TimeSpan? SlowCallThreshold { get; set; }

    /// <summary>How long a cancelled call may go on in its worker, its caller being gone, before the worker is killed.</summary>
    /// <value>0 to 1 hour. The default is 1 second.</value>
    public TimeSpan CancellationGrace { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The time that one start of a worker may take.</summary>
    /// <value>100 milliseconds to 5 minutes. The default is 10 seconds.</value>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a failed start is tried again.</summary>
    /// <value>0 to 100. The default is 3.</value>
    public int StartRetries { get; set; } = 3;

    /// <summary>The time before the first retry of a start; it doubles with each, with jitter.</summary>
    /// <value>1 millisecond to 1 minute. The default is 100 milliseconds.</value>
    public TimeSpan StartRetryDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How often a call that crashed is made again, if its function is declared <c>const</c> or <c>pure</c> or the caller allows it.</summary>
    /// <value>0 to 100. The default is 1.</value>
    public int CallRetries { get; set; } = 1;

    /// <summary>How often workers may be replaced.</summary>
    /// <value>The default is 30 restarts in a minute.</value>
    public RestartBudget RestartBudget { get; set; } = new();

    /// <summary>When functions and libraries that keep killing workers are refused; <see cref="HostQuarantine.SetPolicy"/> sets it for one function.</summary>
    /// <value>The default refuses a function after 10 deaths within 5 minutes, or after 3 by the same arguments, for 30 seconds. <see cref="QuarantinePolicy.Off"/> refuses nothing.</value>
    public QuarantinePolicy Quarantine { get; set; } = new();

    /// <summary>The longest text that is read behind a returned <c>char *</c>, in bytes, terminator not counted.</summary>
    /// <value>1 to 524,288 bytes. The default is 262,144.</value>
    public int MaxTextBytes { get; set; } = 256 * 1024;

    /// <summary>The memory that one session can rent at a time (<see cref="NativeSession.Rent{T}"/>), in bytes: address space, of which only what is touched is used.
    /// A buffer takes whole pages of 4,096 bytes, and one more.</summary>
    /// <value>0 (none) to 68,719,476,736 (64 GiB). The default is 1,073,741,824 (1 GiB).</value>
    public long MaxRentedBytes { get; set; } = 1L << 30;

    /// <summary>How much of a worker's standard error is kept for its report.</summary>
    /// <value>256 to 1,048,576 bytes. The default is 8,192.</value>
    public int LastWordsBytes { get; set; } = 8 * 1024;

    /// <summary>What carries calls.</summary>
    /// <value>The default is <see cref="LaneChoice.Automatic"/>.</value>
    public LaneChoice Lane { get; set; }

    /// <summary>What native code in workers may do: a preset, or one with changes.</summary>
    /// <value>The default is <see cref="Confinement.Limited"/>.</value>
    public Confinement Confinement { get; set; } = Confinement.Limited;

    /// <summary>How buffers and texts that a call lends are watched, and what becomes of a call that leaves them.</summary>
    /// <value>The default is <see cref="BufferGuarding.Guarded"/>.</value>
    public BufferGuarding BufferGuarding { get; set; } = BufferGuarding.Guarded;

    /// <summary>What is done where a library's own debug information (or a separate file of its build), or else a header (<see cref="Headers"/>, <see cref="SearchUsualHeaders"/>), contradicts a declaration that is bound, by <see cref="IsolatedLibrary.Function"/> or a typed proxy.
    /// The first function of a library has its debug information read, on a thread of the pool, for as long as tens of bindings take to thousands, by its size. Calls cost nothing more.</summary>
    /// <value>The default is <see cref="DeclarationChecking.Off"/>.</value>
    public DeclarationChecking DeclarationChecking { get; set; }

    /// <summary>
    /// The headers of libraries that say nothing of themselves: what is not in a library's debug information is held against them by <see cref="DeclarationChecking"/>, for the dynamic API and typed proxies alike, and crash reports say
    /// what they say, once they were read. Each is read once for each host, when the first such function of its library is bound (which takes as long as some hundred to a few thousand bindings; it waits for that), by libclang in a worker of its own, which a header may crash or
    /// hang. Several for one library are asked in this order. One that cannot be read is told (log entry 62, <c>HeaderProblem</c>), and nothing fails for it. With <see cref="DeclarationChecking.Off"/>, none is read.
    /// </summary>
    /// <value>At most 1,024. The default is none. docs/headers.md says what reading needs.</value>
    public IReadOnlyList<LibraryHeader> Headers { get; set; } = [];

    /// <summary>Whether libraries for which <see cref="Headers"/> names none are held against the headers that stand in their usual place (<c>/usr/include/zlib.h</c> for <c>libz.so.1</c>). Such a header may be of another version than the library.</summary>
    /// <value>The default is false.</value>
    public bool SearchUsualHeaders { get; set; }

    /// <summary>The time that the reading of one header may take. Past it, its worker is killed, and what it declares is unchecked.</summary>
    /// <value>100 milliseconds to 1 hour. The default is 1 minute.</value>
    public TimeSpan HeaderTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Adds to the pipeline that starts workers, outermost first; the built-in retry and timeout stay innermost. The third pipeline, the restart
    /// budget's circuit breaker, is configured by <see cref="RestartBudget"/> alone.
    /// </summary>
    /// <value>null (the default) for nothing but the built-in retry and timeout.</value>
    public Action<ResiliencePipelineBuilder>? ConfigureStart { get; set; }

    /// <summary>
    /// Adds to the pipeline that repeats calls which may be repeated, outermost first; the built-in retry stays innermost. A call enters it
    /// with its first failure: calls that go well meet no policy.
    /// </summary>
    /// <value>null (the default) for nothing but the built-in retry.</value>
    public Action<ResiliencePipelineBuilder>? ConfigureCallRetry { get; set; }

    /// <summary>Where log entries go; null (the default) for nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>The clock.</summary>
    /// <value>The default is <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Gets every JSON-RPC message between host and workers, in order, from any thread; with <see cref="LaneChoice.Rpc"/> alone, since calls are no messages on the other lane.</summary>
    internal Action<Lanes.RpcMessage>? RpcTraced { get; init; }

    /// <summary>Whether nobody measures or traces the calls: those of this library's own, of which there are thousands for a header.</summary>
    internal bool CallsAreUnwatched { get; init; }

    /// <summary>Checks every value, as <see cref="NativeHost.Start"/> does.</summary>
    /// <returns>One sentence for each value out of its range; empty where all is well.</returns>
    public IReadOnlyList<string> FindMistakes() => Check().Found;

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">One line for each value out of its range.</exception>
    internal void Validate() => Check().ThrowIfAny();

    private OptionMistakes Check()
    {
        var mistakes = new OptionMistakes();
        mistakes.CheckNotNull(nameof(RestartBudget), RestartBudget);
        mistakes.CheckNotNull(nameof(Recycling), Recycling);
        mistakes.CheckNotNull(nameof(Quarantine), Quarantine);
        mistakes.CheckNotNull(nameof(TimeProvider), TimeProvider);
        mistakes.CheckNotNull(nameof(Name), Name);
        mistakes.CheckNotNull(nameof(Confinement), Confinement);
        mistakes.CheckNotNull(nameof(Headers), Headers);
        if (mistakes.Found.Count > 0)
        {
            return mistakes;
        }

        mistakes.Check($"{nameof(Name)}.Length", Name.Length, 1, 100);
        if (WorkerPath is { } path && string.IsNullOrWhiteSpace(path))
        {
            mistakes.Add($"{nameof(WorkerPath)} is empty; it must be a path, or null for the default.");
        }

        mistakes.Check(nameof(MaxWorkers), MaxWorkers, 1, 256);
        mistakes.Check(nameof(MinWorkers), MinWorkers, 0, Math.Clamp(MaxWorkers, 1, 256));
        mistakes.Check(nameof(Spares), Spares, 0, 64);
        mistakes.CheckTime(nameof(IdleTimeout), IdleTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromDays(24));
        mistakes.CheckTime(nameof(QueueTimeout), QueueTimeout, TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(24));
        mistakes.Check("Recycling.Calls", Recycling.Calls ?? 1, 1, 1_000_000_000_000);
        mistakes.Check("Recycling.Age", Recycling.Age ?? TimeSpan.FromDays(1), TimeSpan.FromSeconds(1), TimeSpan.FromDays(365));
        mistakes.Check("Recycling.MemoryGrowthBytes", Recycling.MemoryGrowthBytes ?? 1L << 30, 1L << 20, 1L << 40);
        mistakes.Check(nameof(MaxSessions), MaxSessions, 1, 1024);
        mistakes.Check(nameof(MaxQueuedCalls), MaxQueuedCalls, 0, 1_000_000);
        mistakes.CheckTime(nameof(CallTimeout), CallTimeout, TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(24));
        if (SlowCallThreshold is { } threshold)
        {
            mistakes.Check(nameof(SlowCallThreshold), threshold, TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(24));
        }

        mistakes.Check(nameof(CancellationGrace), CancellationGrace, TimeSpan.Zero, TimeSpan.FromHours(1));
        mistakes.Check(nameof(StartTimeout), StartTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5));
        mistakes.Check(nameof(StartRetries), StartRetries, 0, 100);
        mistakes.Check(nameof(StartRetryDelay), StartRetryDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1));
        mistakes.Check(nameof(CallRetries), CallRetries, 0, 100);
        mistakes.Check("RestartBudget.Restarts", RestartBudget.Restarts ?? 1, 1, 1_000_000);
        mistakes.Check("RestartBudget.Window", RestartBudget.Window, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        mistakes.Check("RestartBudget.Break", RestartBudget.Break, TimeSpan.FromMilliseconds(500), TimeSpan.FromDays(1));
        Quarantine.Check(mistakes, nameof(Quarantine));
        mistakes.Check(nameof(MaxTextBytes), MaxTextBytes, 1, 512 * 1024);
        mistakes.Check(nameof(MaxRentedBytes), MaxRentedBytes, 0, 1L << 36);
        mistakes.Check(nameof(LastWordsBytes), LastWordsBytes, 256, 1024 * 1024);
        Confinement.Check(mistakes);
        mistakes.CheckEnum(nameof(BufferGuarding), BufferGuarding, BufferGuarding.Off, BufferGuarding.Strict);
        mistakes.CheckEnum(nameof(DeclarationChecking), DeclarationChecking, DeclarationChecking.Off, DeclarationChecking.Refuse);
        mistakes.Check(nameof(HeaderTimeout), HeaderTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1));
        mistakes.Check($"{nameof(Headers)}.Count", Headers.Count, 0, 1024);
        for (int i = 0; i < Headers.Count; i++)
        {
            string name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{nameof(Headers)}[{i}]");
            mistakes.CheckNotNull(name, Headers[i]);
            Headers[i]?.Check(mistakes, name);
        }

        mistakes.CheckEnum(nameof(Lane), Lane, LaneChoice.Automatic, LaneChoice.SharedMemory);
        return mistakes;
    }
}
