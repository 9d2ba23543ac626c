using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Supervision;

/// <summary>What a host that was killed while it started a worker leaves in the temporary directory, the next one sweeps away; and nothing of a host that lives.</summary>
public sealed class SweepTests
{
    private static readonly string[] s_busy = [Faults.Library, "void sleep_forever(void)"];

    [Fact(Timeout = Patience.Deadline)]
    public async Task The_folder_of_a_host_killed_while_it_starts_a_worker_is_swept_and_that_of_one_that_lives_is_not()
    {
        string folder = Directory.CreateDirectory(OwnTemporaryFolder.NewFile()).FullName, slow = SlowWorker();
        using var killed = TestHostProcess.Start(s_busy, folder, slow);
        (string[] left, int[] workers) = await StopInItsStartsAsync(killed);
        await killed.SignalAsync("KILL");
        Assert.Equal(137, (await killed.EndAsync()).Status);
        Kill(workers); // none of ours, which would have gone with their host
        Assert.Equal(left, killed.PipeFolders.Order());

        // This one sweeps, and then starts workers too.
        using var lives = TestHostProcess.Start(s_busy, folder, slow);
        (string[] kept, workers) = await StopInItsStartsAsync(lives);
        Assert.DoesNotContain(kept, folder => left.Contains(folder));
        using var next = TestHostProcess.Start(s_busy, folder);
        await next.ReadWorkerAsync();
        await Eventually.HoldsAsync(() => next.PipeFolders.Order().SequenceEqual(kept), () => $"{string.Join(", ", next.PipeFolders)} are there, and not {string.Join(", ", kept)}.");
        Kill(workers);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Hosts_that_sweep_at_the_same_time_are_not_in_each_others_way()
    {
        const int Left = 300, Hosts = 3;
        string folder = Directory.CreateDirectory(OwnTemporaryFolder.NewFile()).FullName;
        string space = new FileInfo("/proc/self/ns/pid").LinkTarget!.TrimEnd(']').Split('[')[1];
        string other = Directory.CreateDirectory(Path.Combine(folder, "ffi-config")).FullName;
        for (int i = 0; i < Left; i++)
        {
            // No process has this number: it is more than pid_max can be (proc(5)).
            string path = Directory.CreateDirectory(Path.Combine(folder, $"ffi-{space}-5000000-{i}-0123abcd")).FullName;
            await File.WriteAllTextAsync(Path.Combine(path, "pipe"), "");
        }

        TestHostProcess[] hosts = [.. Enumerable.Range(0, Hosts).Select(_ => TestHostProcess.Start(s_busy, folder))];
        try
        {
            foreach (TestHostProcess host in hosts)
            {
                await host.ReadWorkerAsync();
            }

            await Eventually.HoldsAsync(() => hosts[0].PipeFolders is [var last] && last == other, () => string.Join(", ", hosts[0].PipeFolders));
        }
        finally
        {
            foreach (TestHostProcess host in hosts)
            {
                host.Dispose();
            }
        }
    }

    /// <summary>A program that becomes a worker never.</summary>
    private static string SlowWorker()
    {
        string file = OwnTemporaryFolder.NewFile();
        File.WriteAllText(file, "#!/bin/sh\nexec sleep 600\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return file;
    }

    private static void Kill(int[] processes)
    {
        foreach (int id in processes)
        {
            using var process = System.Diagnostics.Process.GetProcessById(id);
            process.Kill();
        }
    }

    /// <summary>Waits until a host starts workers, and stops it.</summary>
    private static async Task<(string[] Folders, int[] Workers)> StopInItsStartsAsync(TestHostProcess host)
    {
        await Eventually.HoldsAsync(() => host.Workers.Length > 0, "no worker is being started");
        await host.SignalAsync("STOP");
        await Eventually.HoldsAsync(() => ProcessTable.State(host.Id) == "T", "not stopped");
        string[] own = [.. host.PipeFolders.Where(folder => folder.Contains($"-{host.Id}-", StringComparison.Ordinal)).Order()];
        Assert.NotEmpty(own);
        return (own, host.Workers);
    }
}
