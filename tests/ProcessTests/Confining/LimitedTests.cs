using System.Diagnostics;
using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Confining;

/// <summary>The default preset: nothing that an ordinary library does breaks, and nothing reaches another process.</summary>
public sealed class LimitedTests
{
    public static TheoryData<LaneChoice> Lanes => [LaneChoice.Rpc, LaneChoice.SharedMemory];

    private static int Us => Environment.ProcessId;

    /// <summary>Prototype, arguments, what is told.</summary>
    public static TheoryData<string, string, string> Attacks => new()
    {
        { "int kill(int pid, int signal)", "host 9", "send a signal to process {host}, its host (SIGKILL)" },
        { "int kill(int pid, int signal)", "host 19", "send a signal to process {host}, its host (SIGSTOP)" },
        { "int kill(int pid, int signal)", "-1 15", "send a signal to every process (SIGTERM)" },
        { "int kill(int pid, int signal)", "1 0", "send a signal to process 1 (signal 0)" },
        { "long syscall(long number, long tgid, long tid, long signal)", "234 host host 9", "send a signal to process {host}, its host (SIGKILL)" },
        { "long syscall(long number, long tid, long signal)", "200 host 9", "send a signal to process {host}, its host (SIGKILL)" },
        { "long ptrace(long request, long pid, long address, long data)", "16 host 0 0", "trace another process (process {host})" },
        { "int setpriority(int which, int who, int priority)", "0 host 19", "change the priority of process {host}, its host" },
        { "int setpriority(int which, int who, int priority)", "2 0 19", "change the priority of all processes of a user" },
        { "int sched_setaffinity(int pid, size_t size, const unsigned char mask[8])", "host 8 mask", "choose the processors of process {host}, its host" },
        { "int prlimit(int pid, int resource, const unsigned char limit[16], void *old)", "host 7 limit null", "limit process {host}, its host" },
        { "long process_vm_writev(int pid, const unsigned char local[16], unsigned long n, const unsigned char remote[16], unsigned long m, unsigned long flags)", "host limit 1 limit 1 0", "write the memory of process {host}, its host" },
        { "int fcntl(int descriptor, int command, int owner)", "0 8 host", "have signals sent to process {host}, its host" },
        { "int fcntl(int descriptor, int command, const unsigned char owner[16])", "0 15 limit", "have signals sent to whom it names in memory" },
        { "int ioctl(int descriptor, unsigned long request, const char *letter)", "0 21522 x", "type into a terminal or stop it, have signals sent to another process, handle the kernel's page faults, or change the attributes of a file" }, // TIOCSTI
        { "int tcflow(int terminal, int action)", "0 0", "type into a terminal or stop it, have signals sent to another process, handle the kernel's page faults, or change the attributes of a file" },
        { "int ioctl(int descriptor, unsigned long request, const unsigned char discipline[16])", "0 21539 limit", "type into a terminal or stop it, have signals sent to another process, handle the kernel's page faults, or change the attributes of a file" }, // TIOCSETD
        { "int mount(const char *source, const char *target, const char *type, unsigned long flags, const void *data)", "none /tmp tmpfs 0 null", "mount a file system" },
        { "int sethostname(const char *name, size_t length)", "x 1", "rename the machine" },
        { "long syscall(long number, long flags)", "323 0", "handle the kernel's page faults" },
        { "int madvise(void *address, size_t length, int advice)", "null 4096 100", "declare memory of the machine broken" },
    };

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Attacks))]
    public async Task What_reaches_beyond_the_worker_is_refused_and_named(string prototype, string arguments, string told)
    {
        await using ConfinedScene scene = await ConfinedScene.OpenAsync(Confinement.Limited);
        ProcessPriorityClass priority = Process.GetCurrentProcess().PriorityClass;
        RefusedAction refused = await scene.RefusedAsync(prototype, [.. arguments.Split(' ').Select(Argument)]);
        Assert.Equal(told.Replace("{host}", $"{Us}", StringComparison.Ordinal), refused.Action);
        Assert.Equal("Limited", refused.Preset);
        Assert.Equal(priority, Process.GetCurrentProcess().PriorityClass);
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task What_a_library_does_with_its_own_goes_on(LaneChoice lane)
    {
        await using ConfinedScene scene = await ConfinedScene.OpenAsync(Confinement.Limited, lane);
        int worker = (int)await scene.CallAsync("int getpid(void)");
        Assert.Equal(0, (int)await scene.CallAsync("int kill(int pid, int signal)", worker, 0));
        Assert.Equal(0, (int)await scene.CallAsync("int kill(int pid, int signal)", -worker, 0));
        Assert.Equal(0, (int)await scene.CallAsync("int setpriority(int which, int who, int priority)", 0, (int)await scene.CallAsync("int gettid(void)"), 1));

        Assert.Equal(0, (int)await scene.CallAsync("int fcntl(int descriptor, int command, int owner)", 0, 8, worker));

        // Another program, a child of a child that is signalled, a file that is made, moved between folders and removed, a socket.
        Assert.Equal(0, (int)await scene.CallAsync("int system(const char *command)", "sleep 60 & kill -9 $!"));
        string file = OwnTemporaryFolder.NewFile();
        Directory.CreateDirectory(file + ".d");
        Assert.Equal(0, (int)await scene.CallAsync("int system(const char *command)", $"echo x > {file} && mv {file} {file}.d/y && rm {file}.d/y && rmdir {file}.d"));
        int socket = (int)await scene.CallAsync("int socket(int domain, int type, int protocol)", 2, 1, 0);
        Assert.InRange(socket, 3, int.MaxValue);
        Assert.Empty(scene.Refused);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task The_kernels_files_about_other_processes_are_read_only()
    {
        await using ConfinedScene scene = await ConfinedScene.OpenAsync(Confinement.Limited);
        const string open = "int open(const char *path, int flags)";
        NativeResult refused = await scene.CallAsync(open, $"/proc/{Us}/oom_score_adj", 1);
        Assert.Equal((-1, ConfinedScene.AccessDenied), ((int)refused, refused.Errno));
        Assert.Equal(-1, (int)await scene.CallAsync(open, $"/proc/{Us}/mem", 2));
        Assert.InRange((int)await scene.CallAsync(open, $"/proc/{Us}/stat", 0), 3, int.MaxValue);
        Assert.InRange((int)await scene.CallAsync(open, "/proc/self/oom_score_adj", 1), 3, int.MaxValue);
    }

    /// <summary>capabilities(7): SYS_MODULE, SYS_RAWIO, SYS_PTRACE, SYS_PACCT, SYS_ADMIN, SYS_BOOT, SYS_TIME, SYS_TTY_CONFIG, MAC_OVERRIDE, MAC_ADMIN, BPF. Only where root runs this does it have any of them to lose.</summary>
    [Fact(Timeout = Patience.Deadline)]
    public async Task A_worker_of_root_has_lost_what_changes_the_machine_and_its_children_do_not_get_it_back()
    {
        ulong taken = ((int[])[16, 17, 19, 20, 21, 22, 25, 26, 32, 33, 39]).Aggregate(0ul, (set, capability) => set | 1ul << capability);
        await using ConfinedScene scene = await ConfinedScene.OpenAsync(Confinement.Limited);
        int worker = (int)await scene.CallAsync("int getpid(void)");
        string copy = OwnTemporaryFolder.NewFile();
        Assert.Equal(0, (int)await scene.CallAsync("int system(const char *command)", $"cat /proc/self/status > {copy}"));
        foreach (string status in (string[])[$"/proc/{worker}/status", copy])
        {
            ulong[] sets = [.. (await File.ReadAllLinesAsync(status, TestContext.Current.CancellationToken))
                .Where(line => line.StartsWith("CapPrm:", StringComparison.Ordinal) || line.StartsWith("CapEff:", StringComparison.Ordinal))
                .Select(line => Convert.ToUInt64(line[7..].Trim(), 16))];
            Assert.Equal([0, 0], sets.Select(set => set & taken));
        }
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_child_that_a_library_starts_is_as_limited()
    {
        await using ConfinedScene scene = await ConfinedScene.OpenAsync(Confinement.Limited);
        Assert.NotEqual(0, (int)await scene.CallAsync("int system(const char *command)", $"kill -9 {Us}"));
        await Eventually.HoldsAsync(() => scene.Refused.Length == 1, () => "Nobody told.");
        Assert.Equal($"send a signal to process {Us}, its host (SIGKILL)", scene.Refused[0].Action);
        Assert.NotEqual(scene.Refused[0].WorkerProcessId, scene.Refused[0].ThreadId);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task No_process_is_made_a_child_of_the_host()
    {
        await using ConfinedScene scene = await ConfinedScene.OpenAsync(Confinement.Limited);
        Assert.Equal("make a process that is not its own child", (await scene.RefusedAsync(await scene.Host.FaultAsync(Faults.PrototypeOf("make_sibling")))).Action);

        // clone3, whose flags nobody can look at, is not there: the C library then does without.
        Assert.Equal(38 /* ENOSYS */, (await scene.CallAsync("long syscall(long number, const void *how, long size)", 435, NativePointer.Null, 0)).Errno);
        Assert.Equal(2, (int)await (await scene.Host.FaultAsync(Faults.PrototypeOf("thread_bomb"))).InvokeAsync(2));
        Assert.Equal(11 /* SIGSEGV */, (int)await (await scene.Host.FaultAsync(Faults.PrototypeOf("fork_and_crash"))).InvokeAsync());
        Assert.Equal(7, (int)await (await scene.Host.FaultAsync(Faults.PrototypeOf("vfork_and_exit"))).InvokeAsync());
        Assert.Single(scene.Refused);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Without_confinement_nothing_is_asked()
    {
        await using ConfinedScene scene = await ConfinedScene.OpenAsync(Confinement.Open);
        Assert.Equal(0, (int)await scene.CallAsync("int kill(int pid, int signal)", Us, 0));
        Assert.Empty(scene.Refused);
    }

    private static NativeArgument Argument(string word) => word switch
    {
        "host" => Us,
        "null" => NativePointer.Null,
        "mask" => NativeBuffer.In<byte>(1, 0, 0, 0, 0, 0, 0, 0),
        "limit" => NativeBuffer.In(new byte[16]),
        _ when long.TryParse(word, out long number) => number,
        _ => word,
    };
}
