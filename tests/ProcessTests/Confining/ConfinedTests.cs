using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Confining;

/// <summary>The strict preset: computing, and the files that are declared.</summary>
public sealed class ConfinedTests
{
    private const string Open = "int open(const char *path, int flags, int mode)";
    private const int ReadOnly = 0, WriteAndCreate = 0x41;

    public static TheoryData<LaneChoice> Lanes => [LaneChoice.Rpc, LaneChoice.SharedMemory];

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_worker_computes_calls_back_and_crashes_as_ever(LaneChoice lane)
    {
        await using ConfinedScene scene = await ConfinedScene.OpenAsync(Confinement.Confined, lane);
        Assert.Equal(1.0, (double)await (await scene.Host.FunctionAsync("m", "double cos(double x)")).InvokeAsync(0.0));
        NativeFunction callBack = await scene.Host.FaultAsync("int call_back(int (*callback)(int value), int value)");
        Assert.Equal(43, (int)await callBack.InvokeAsync(NativeCallback.Of((int value) => value * 2), 21));
        NativeFunction length = await scene.Host.FunctionAsync("c", "size_t strlen(const char *s)");
        NativeCrashException crash = await Assert.ThrowsAsync<NativeCrashException>(async () => await length.InvokeAsync(NativePointer.Null));
        Assert.NotEmpty(crash.Report.Stack);
        Assert.Equal(5, (int)await length.InvokeAsync("again"));
        await using NativeSession session = await scene.Host.OpenSessionAsync();
        NativePointer memory = session.Allocate(64);
        session.Free(memory);
        Assert.Empty(scene.Refused);
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task Sockets_programs_and_tracing_are_refused_and_named(LaneChoice lane)
    {
        await using ConfinedScene scene = await ConfinedScene.OpenAsync(Confinement.Confined, lane);
        RefusedAction socket = await scene.RefusedAsync("int socket(int domain, int type, int protocol)", 2, 0x80001, 0);
        Assert.Equal("The library tried to open a socket (AF_INET, SOCK_STREAM), which the preset Confined refuses (socket).", socket.ToString());
        Assert.Equal("open a socket (AF_UNIX, SOCK_DGRAM)", (await scene.RefusedAsync("int socket(int domain, int type, int protocol)", 1, 2, 0)).Action);
        Assert.Equal("trace another process", (await scene.RefusedAsync("long ptrace(int request, int pid, long address, long data)", 0, 0, 0L, 0L)).Action);
        Assert.Equal($"send a signal to process {Environment.ProcessId}, its host (SIGKILL)", (await scene.RefusedAsync("int kill(int pid, int signal)", Environment.ProcessId, 9)).Action);

        // The caller is told with the result, and a report knows it.
        NativeResult warned = await scene.CallAsync("int socket(int domain, int type, int protocol)", 10, 2, 0);
        Assert.Equal("The library tried to open a socket (AF_INET6, SOCK_DGRAM), which the preset Confined refuses (socket).", warned.Warning);
        Assert.Null((await scene.CallAsync("int getpid(void)")).Warning);
        NativeCrashException crash = await Assert.ThrowsAsync<NativeCrashException>(() => scene.CallAsync("size_t strlen(const char *s)", NativePointer.Null));
        Assert.Contains(crash.Report.RefusedActions, action => action.Action == "trace another process");
        Assert.Contains("open a socket (AF_INET6, SOCK_DGRAM)", crash.Report.ToString(), StringComparison.Ordinal);
        Assert.Contains("\"systemCall\":\"ptrace\"", crash.Report.ToJson(), StringComparison.Ordinal);
        Assert.Contains(crash.Report.Hints, hint => hint.Contains("had refused it to open a socket (AF_INET6", StringComparison.Ordinal));

        // The shell's own exit status where it cannot be run: system(3).
        Assert.Equal(127 << 8, (int)await scene.CallAsync("int system(const char *command)", "true"));
        await Eventually.HoldsAsync(() => scene.Refused.Any(action => action.Action == "run another program (/bin/sh)"), () => string.Join('\n', scene.Refused.Select(action => action.ToString())));
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_library_that_may_not_be_read_says_so_each_time_and_what_would_let_it(LaneChoice lane)
    {
        string folder = Directory.CreateDirectory(OwnTemporaryFolder.NewFile()).FullName, library = Path.Combine(folder, "libown.so");
        File.Copy(Faults.Library, library);
        await using ConfinedScene scene = await ConfinedScene.OpenAsync(Confinement.Confined, lane);
        for (int round = 0; round < 2; round++)
        {
            LibraryNotFoundException refused = await Assert.ThrowsAsync<LibraryNotFoundException>(async () => await scene.Host.LoadAsync(library));
            Assert.Equal(("openat", $"open {library} for reading", "Confined"), (refused.RefusedActions.Single().SystemCall, refused.RefusedActions[0].Action, refused.RefusedActions[0].Preset));
            Assert.Contains($"The preset Confined refused to open {library} for reading: add the folder to Confinement.ReadPaths", refused.Message, StringComparison.Ordinal);
        }

        LibraryNotFoundException missing = await Assert.ThrowsAsync<LibraryNotFoundException>(async () => await scene.Host.LoadAsync("/usr/no-such.so"));
        Assert.Empty(missing.RefusedActions);
        Assert.DoesNotContain("preset", missing.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_report_names_each_thing_that_was_refused(LaneChoice lane)
    {
        string secret = OwnTemporaryFolder.NewFile();
        await File.WriteAllTextAsync(secret, "x", TestContext.Current.CancellationToken);
        await using ConfinedScene scene = await ConfinedScene.OpenAsync(Confinement.Confined, lane);
        await scene.RefusedAsync(Open, secret, ReadOnly, 0);
        await scene.RefusedAsync("int socket(int domain, int type, int protocol)", 2, 1, 0);
        await scene.RefusedAsync("int execv(const char *path, void *arguments)", "/bin/true", NativePointer.Null);
        await scene.RefusedAsync("int kill(int pid, int signal)", Environment.ProcessId, 9);
        await scene.RefusedAsync("long ptrace(int request, int pid, long address, long data)", 16, Environment.ProcessId, 0L, 0L);

        // .NET in the worker is well: it calls back, on the same worker.
        NativeFunction callBack = await scene.Host.FaultAsync("int call_back(int (*callback)(int value), int value)");
        Assert.Equal(43, (int)await callBack.InvokeAsync(NativeCallback.Of((int value) => value * 2), 21));
        NativeCrashException crash = await Assert.ThrowsAsync<NativeCrashException>(() => scene.CallAsync("size_t strlen(const char *s)", NativePointer.Null));
        Assert.Equal(
            [
                $"open {secret} for reading", "open a socket (AF_INET, SOCK_STREAM)", "run another program (/bin/true)",
                $"send a signal to process {Environment.ProcessId}, its host (SIGKILL)", $"trace another process (process {Environment.ProcessId})",
            ],
            crash.Report.RefusedActions.Select(refused => refused.Action));
        string text = crash.Report.ToString();
        Assert.All(crash.Report.RefusedActions, refused => Assert.Contains(refused.Action, text, StringComparison.Ordinal));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Files_outside_are_refused_and_named()
    {
        string folder = Directory.CreateDirectory(OwnTemporaryFolder.NewFile()).FullName, secret = Path.Combine(folder, "secret");
        await File.WriteAllTextAsync(secret, "x", TestContext.Current.CancellationToken);
        await using ConfinedScene scene = await ConfinedScene.OpenAsync(Confinement.Confined);
        Assert.Equal($"open {secret} for reading", (await scene.RefusedAsync(Open, secret, ReadOnly, 0)).Action);
        Assert.Equal($"open {secret}.new for writing", (await scene.RefusedAsync(Open, secret + ".new", WriteAndCreate, 0x180)).Action);
        Assert.Equal($"remove {secret}", (await scene.RefusedAsync("int unlink(const char *path)", secret)).Action);
        Assert.Equal("open /usr/lib/new for writing", (await scene.RefusedAsync(Open, "/usr/lib/new", WriteAndCreate, 0x180)).Action);
        Assert.Equal("change the rights of a file", (await scene.RefusedAsync("int chmod(const char *path, int mode)", secret, 0x1FF)).Action);
        Assert.Equal(["secret"], Directory.EnumerateFiles(folder).Select(Path.GetFileName));

        // Not there is not refused; what is everybody's is open.
        Assert.Equal(2 /* ENOENT */, (await scene.CallAsync(Open, "/usr/lib/is/not/there", ReadOnly, 0)).Errno);
        Assert.InRange((int)await scene.CallAsync(Open, "/etc/ld.so.cache", ReadOnly, 0), 3, int.MaxValue);
        Assert.Equal(5, scene.Refused.Length);
    }

    /// <summary>By the numbers of system calls that the C library may not have yet.</summary>
    [Theory(Timeout = Patience.Deadline)]
    [InlineData("setxattrat", 463)]
    [InlineData("removexattrat", 466)]
    [InlineData("file_setattr", 469)]
    public async Task Attributes_of_files_outside_are_refused_by_the_newest_calls_too(string name, int number)
    {
        string file = OwnTemporaryFolder.NewFile();
        await File.WriteAllTextAsync(file, "x", TestContext.Current.CancellationToken);
        await using ConfinedScene scene = await ConfinedScene.OpenAsync(Confinement.Confined);
        RefusedAction refused = await scene.RefusedAsync(
            "long syscall(long number, long folder, const char *path, long flags, const void *what, long size)", number, -100, file, 0, NativePointer.Null, 0);
        Assert.Equal((name, "change the attributes of a file"), (refused.SystemCall, refused.Action));
    }

    /// <summary>FS_IOC_SETFLAGS and FS_IOC_FSSETXATTR, as chattr(1) makes them: a descriptor for reading is enough. Limited leaves them alone: they reach the kernel, which knows no address 0.</summary>
    [Theory(Timeout = Patience.Deadline)]
    [InlineData(0x40086602)]
    [InlineData(0x401C5820)]
    public async Task Attributes_of_files_that_may_be_read_are_refused(long request)
    {
        const string control = "int ioctl(int descriptor, unsigned long request, void *argument)";
        await using ConfinedScene scene = await ConfinedScene.OpenAsync(Confinement.Confined);
        int file = (int)await scene.CallAsync(Open, "/etc/ld.so.cache", ReadOnly, 0);
        Assert.Contains("change the attributes of a file", (await scene.RefusedAsync(control, file, request, NativePointer.Null)).Action, StringComparison.Ordinal);
        await using ConfinedScene limited = await ConfinedScene.OpenAsync(Confinement.Limited);
        NativeResult allowed = await limited.CallAsync(control, (int)await limited.CallAsync(Open, "/etc/ld.so.cache", ReadOnly, 0), request, NativePointer.Null);
        Assert.NotEqual(ConfinedScene.NotPermitted, allowed.Errno);
        Assert.Empty(limited.Refused);
    }

    /// <summary>A datagram socket of a pair can send to every socket that has a name, such as the system log's.</summary>
    [Fact(Timeout = Patience.Deadline)]
    public async Task A_pair_of_sockets_reaches_nobody_else()
    {
        const string pair = "int socketpair(int domain, int type, int protocol, void *made)";
        await using ConfinedScene scene = await ConfinedScene.OpenAsync(Confinement.Confined);
        foreach (int type in (int[])[1 /* SOCK_STREAM */, 5 /* SOCK_SEQPACKET */, 0x80801 /* SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK */])
        {
            Assert.Equal(0, (int)await scene.CallAsync(pair, 1, type, 0, NativeBuffer.Out<int>(2)));
        }

        Assert.Empty(scene.Refused);
        Assert.Equal("make a pair of sockets that can send to others", (await scene.RefusedAsync(pair, 1, 0x80002 /* SOCK_DGRAM | SOCK_CLOEXEC */, 0, NativePointer.Null)).Action);
        foreach ((int domain, int type) in ((int, int)[])[(1, 3 /* SOCK_RAW, another name of SOCK_DGRAM there */), (30 /* AF_TIPC */, 1)])
        {
            NativeResult other = await scene.CallAsync(pair, domain, type, 0, NativePointer.Null);
            Assert.Equal((-1, ConfinedScene.NotPermitted), ((int)other, other.Errno));
        }
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Declared_paths_are_open_as_declared()
    {
        string read = Directory.CreateDirectory(OwnTemporaryFolder.NewFile()).FullName, write = Directory.CreateDirectory(OwnTemporaryFolder.NewFile()).FullName;
        await File.WriteAllTextAsync(Path.Combine(read, "data"), "x", TestContext.Current.CancellationToken);
        await using ConfinedScene scene = await ConfinedScene.OpenAsync(Confinement.Confined with { ReadPaths = [read], WritePaths = [write] });
        Assert.InRange((int)await scene.CallAsync(Open, Path.Combine(read, "data"), ReadOnly, 0), 3, int.MaxValue);
        Assert.InRange((int)await scene.CallAsync(Open, Path.Combine(write, "made"), WriteAndCreate, 0x180), 3, int.MaxValue);
        Assert.Empty(scene.Refused);
        Assert.Equal($"open {read}/data for writing", (await scene.RefusedAsync(Open, Path.Combine(read, "data"), WriteAndCreate, 0x180)).Action);
        Assert.True(File.Exists(Path.Combine(write, "made")));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_link_does_not_lead_out()
    {
        string folder = Directory.CreateDirectory(OwnTemporaryFolder.NewFile()).FullName, secret = OwnTemporaryFolder.NewFile();
        await File.WriteAllTextAsync(secret, "x", TestContext.Current.CancellationToken);
        File.CreateSymbolicLink(Path.Combine(folder, "link"), secret);
        await using ConfinedScene scene = await ConfinedScene.OpenAsync(Confinement.Confined with { WritePaths = [folder] });
        Assert.Equal($"open {folder}/link for reading", (await scene.RefusedAsync(Open, Path.Combine(folder, "link"), ReadOnly, 0)).Action);
    }
}
