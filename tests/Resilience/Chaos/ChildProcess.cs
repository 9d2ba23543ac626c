// Experiments that would harm the process they run in: each in a child, which is this program again.
using System.Diagnostics;
using FfiIsolation.Resilience.Calls;

namespace FfiIsolation.Resilience.Chaos;

internal static class ChildProcess
{
    public const string Descriptors = "descriptors";
    public const string AddressSpace = "address-space";
    public const string FileSize = "file-size";
    public const string FirstHost = "first-host";
    public const string FullFolder = "full-folder";

    private const string Folder = "/run"; // covered by a file system of the child's own

    /// <summary>Mounts a file system that holds no file but its root, and goes on as the child.</summary>
    private const string MountFull = $"mount -t tmpfs -o size=4k,nr_inodes=1 none {Folder} || exit 77; shift; exec \"$@\"";

    public static async Task RunAsync(Scene scene, string what)
    {
        string[] child = [Environment.ProcessPath!, "child", what, "--lane", scene.Lane == LaneChoice.Rpc ? "rpc" : "shared-memory", "--seed", $"{scene.Random.Next()}"];
        if (what != FullFolder)
        {
            await RunAsync(child);
            return;
        }

        string[] shell = ["sh", "-c", MountFull, "sh", "", .. child];

        // As root at once; another user in a user namespace, where the system allows that.
        try
        {
            await RunAsync(["unshare", "--mount", .. shell]);
        }
        catch (UnavailableExperimentException)
        {
            await RunAsync(["unshare", "--map-root-user", "--mount", .. shell]);
        }
    }

    private static async Task RunAsync(string[] command)
    {
        const int CannotMount = 77, NoNamespace = 1;
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new UnavailableExperimentException(e.Message);
        }

        using (process)
        {
            try
            {
                Task<string> said = process.StandardOutput.ReadToEndAsync(), complained = process.StandardError.ReadToEndAsync();
                await Patiently.Await(process.WaitForExitAsync(), string.Join(' ', command));
                string text = (await said + await complained).Trim();
                if (command[0] == "unshare" && (process.ExitCode == CannotMount || (process.ExitCode == NoNamespace && text.StartsWith("unshare:", StringComparison.Ordinal))))
                {
                    throw new UnavailableExperimentException($"no file system can be mounted here: {text}");
                }

                BrokenPromise.Unless(process.ExitCode == 0, $"'{string.Join(' ', command)}' ended with status {process.ExitCode}:\n{text}");
            }
            finally
            {
                if (!process.HasExited)
                {
                    process.Kill(entireProcessTree: true);
                }
            }
        }
    }

    /// <summary>What the child does.</summary>
    public static async Task BeAsync(string what, LaneChoice lane, int seed)
    {
        var random = new Random(seed);
        if (what == FirstHost)
        {
            await FirstHostAsync(lane, random);
            return;
        }

        await Resources.WarmUpAsync();
        Scene scene = await Scene.OpenAsync(lane, random);
        await scene.PlayAsync(played => what == FullFolder ? FullFolderAsync(played) : LimitAsync(played, what));
    }

    /// <summary>The very first start of a process has no descriptors left, and the next one has.</summary>
    private static async Task FirstHostAsync(LaneChoice lane, Random random)
    {
        var options = new NativeHostOptions { Lane = lane, StartRetries = 0, StartTimeout = TimeSpan.FromSeconds(5) };

        // What a failure needs of .NET is loaded by one that comes before anything of ours is made.
        Environment.SetEnvironmentVariable("TMPDIR", "/no/such/folder");
        await Failures.ExpectAsync<WorkerUnavailableException>(() => NativeHost.StartAsync(options));
        Environment.SetEnvironmentVariable("TMPDIR", OwnTemporaryFolder.Path);
        await using (new System.IO.Pipes.NamedPipeServerStream(OwnTemporaryFolder.NewFile()))
        {
            // An assembly that could not be opened once is missing for ever.
        }

        await Resources.FillPoolAsync();

        // Some descriptors less each time, so that the start fails at each of its steps.
        for (int left = 6; left >= 0; left--)
        {
            using (Limit.Descriptors(left))
            {
                try
                {
                    await (await Patiently.Await(NativeHost.StartAsync(options), "starting a host")).DisposeAsync();
                    throw new BrokenPromiseException("A host was started against the limit.");
                }
                catch (Exception e) when (e is WorkerUnavailableException or OutOfMemoryException)
                {
                    // The second is .NET's own word for a thread that cannot be made.
                }
            }
        }

        await Resources.WarmUpAsync();
        Scene scene = await Scene.OpenAsync(lane, random);
        await scene.PlayAsync(async played => await played.RecoversAsync(await played.StartAsync()));
    }

    private static async Task FullFolderAsync(Scene scene)
    {
        NativeHost host = await scene.StartAsync(options => options with { StartRetries = 1 });
        Environment.SetEnvironmentVariable("TMPDIR", Folder);
        try
        {
            WorkerUnavailableException full = await Failures.ExpectAsync<WorkerUnavailableException>(
                () => NativeHost.StartAsync(new NativeHostOptions { Lane = scene.Lane, StartRetries = 0 }));
            BrokenPromise.Unless(full.Message.Contains(Folder, StringComparison.Ordinal) && full.Message.Contains("No space left", StringComparison.Ordinal), full.Message);
        }
        finally
        {
            Environment.SetEnvironmentVariable("TMPDIR", OwnTemporaryFolder.Path);
        }

        Killing.Any(scene.Random);
        await scene.RecoversAsync(host);
    }

    /// <summary>A host in use runs into a limit: no worker can be started, calls are refused, and once the limit is off all is well.</summary>
    private static async Task LimitAsync(Scene scene, string what)
    {
        NativeHost host = await scene.StartAsync(options => options with { StartRetries = 1, MaxWorkers = 2, MinWorkers = 0, Spares = 0 });
        NativeFunction crash = await host.FaultAsync(Faults.PrototypeOf("null_read"));
        await scene.RecoversAsync(host);

        // What the way of a failure needs of .NET, files of its own among it, is there before there is none left.
        await Failures.ExpectAsync<WorkerUnavailableException>(() => NativeHost.StartAsync(new NativeHostOptions { Lane = scene.Lane, WorkerPath = "/bin/false", StartRetries = 1 }));
        await Failures.ExpectAsync<NativeCrashException>(() => scene.NewCaller().CallAsync(crash, scene.Random));
        await scene.RecoversAsync(host);

        // With no worker, and nothing mapped of one: what it gives back would do for the next.
        await Failures.ExpectAsync<NativeCrashException>(() => scene.NewCaller().CallAsync(crash, scene.Random));
        await Eventually.HoldsAsync(() => ProcessTable.Children().Length == 0 && ResourceSnapshot.MappedSegments() == 0, "a worker is there, or its segment");
        await Resources.FillPoolAsync();
        bool refused = false;
        using (Limit.Lower(what, scene.Random))
        {
            for (int i = 0; i < 5; i++)
            {
                try
                {
                    await scene.NewCaller().CallAsync(crash, scene.Random);
                }
                catch (NativeCrashException)
                {
                    // The worker was there before, or there was room for one more.
                }
                catch (WorkerUnavailableException)
                {
                    refused = true;
                }
            }
        }

        // On the RPC lane the host maps no segment, and the worker has a limit of its own size to live in.
        BrokenPromise.Unless(refused || (what == AddressSpace && scene.Lane == LaneChoice.Rpc), "Workers were started against the limit.");
        await scene.RecoversAsync(host);
    }
}
