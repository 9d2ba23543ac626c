// Times in which no worker can be started, for every reason there is, while a host is in use: calls are refused, and afterwards all is well.
using System.Text;
using FfiIsolation.Resilience.Calls;
using FfiIsolation.Rpc;

namespace FfiIsolation.Resilience.Chaos;

internal static class StartFailures
{
    private static readonly string s_worker = Path.Combine(AppContext.BaseDirectory, "worker", "ffi-worker");

    public static IReadOnlyList<Experiment> All { get; } =
    [
        new("start.missing", scene => OutageAsync(scene, _ => { }, "No such file")),
        new("start.denied", scene => OutageAsync(scene, path => File.WriteAllText(path, "no program"), "Permission denied")),
        new("start.no-program", scene => OutageAsync(scene, path => Script(path, "\u007fELF and nothing more", ""), "")),
        new("start.dies", scene => OutageAsync(scene, path => Script(path, "#!/bin/sh", "exit 3"), "exit status 3")),
        new("start.killed", scene => OutageAsync(scene, path => Script(path, "#!/bin/sh", "kill -9 $$"), "SIGKILL")),
        new("start.hangs", scene => OutageAsync(scene, path => Script(path, "#!/bin/sh", "exec sleep 600"), "")),
        new("start.contract", scene => OutageAsync(scene, OtherContract, "they must be of one build")),
        new("temp.missing", scene => OutageOfTheTemporaryFolderAsync(scene, "/no/such/folder")),
        new("temp.read-only", scene => OutageOfTheTemporaryFolderAsync(scene, "/sys")), // nobody can make a folder there, root neither
        new("temp.file", scene => OutageOfTheTemporaryFolderAsync(scene, "/dev/null")), // a short name: a host has another folder where the pipe's path would be too long
        new("temp.full", scene => ChildProcess.RunAsync(scene, ChildProcess.FullFolder)),
        new("limit.descriptors", scene => ChildProcess.RunAsync(scene, ChildProcess.Descriptors)),
        new("limit.first-host", scene => ChildProcess.RunAsync(scene, ChildProcess.FirstHost)),
        new("limit.address-space", scene => ChildProcess.RunAsync(scene, ChildProcess.AddressSpace)),
        new("limit.file-size", scene => ChildProcess.RunAsync(scene, ChildProcess.FileSize)),
    ];

    private static async Task OutageAsync(Scene scene, Action<string> place, string reason)
    {
        // Written before any worker is started: a process that is being born holds what is open for writing, and the system would not run it then.
        string link = OwnTemporaryFolder.NewFile(), other = OwnTemporaryFolder.NewFile();
        File.CreateSymbolicLink(link, s_worker);
        place(other);
        try
        {
            NativeHost host = await StartAsync(scene, link);
            if (File.Exists(other))
            {
                File.Move(other, link, overwrite: true);
            }
            else
            {
                File.Delete(link);
            }

            await IsRefusedAsync(scene, host, reason);
            File.Delete(link);
            File.CreateSymbolicLink(link, s_worker);
            await scene.RecoversAsync(host);
        }
        finally
        {
            File.Delete(link);
            File.Delete(other);
        }
    }

    private static async Task OutageOfTheTemporaryFolderAsync(Scene scene, string folder)
    {
        NativeHost host = await StartAsync(scene, s_worker);
        try
        {
            Environment.SetEnvironmentVariable("TMPDIR", folder);
            await IsRefusedAsync(scene, host, folder);
        }
        finally
        {
            Environment.SetEnvironmentVariable("TMPDIR", OwnTemporaryFolder.Path);
        }

        await scene.RecoversAsync(host);
    }

    private static Task<NativeHost> StartAsync(Scene scene, string worker) => scene.StartAsync(
        options => options with { WorkerPath = worker, StartRetries = scene.Random.Next(3), StartTimeout = TimeSpan.FromMilliseconds(scene.Random.Next(300, 600)) });

    /// <summary>Kills workers until a call is refused. Calls beside it are refused too, or die with their worker, and none hangs.</summary>
    private static async Task IsRefusedAsync(Scene scene, NativeHost host, string reason)
    {
        NativeFunction? add = null;
        for (int tries = 0; tries < 100; tries++)
        {
            Killing.Any(scene.Random);
            try
            {
                add ??= await host.FaultAsync(Faults.PrototypeOf("add"));
                await scene.NewCaller().CallAsync(add, scene.Random, 1, 2);
            }
            catch (WorkerUnavailableException e) when (!e.Message.Contains(reason, StringComparison.Ordinal) && e.Message.Contains("SIGKILL", StringComparison.Ordinal))
            {
                // It was a worker being started that was killed.
            }
            catch (WorkerUnavailableException e)
            {
                BrokenPromise.Unless(e.Message.Contains(reason, StringComparison.Ordinal), $"A refused call does not say '{reason}': {e.Message}");

                // Nobody waits for what does not come.
                await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Failures.ExpectAsync<WorkerUnavailableException>(
                    () => Patiently.Await(host.LoadAsync("c"), "a call while no worker can be started"))));
                return;
            }
            catch (Exception e) when (Deaths.Is(e))
            {
                // One less.
            }
        }

        throw new BrokenPromiseException("Workers go on although none can be started.");
    }

    private static void Script(string path, string first, string rest)
    {
        File.WriteAllText(path, $"{first}\n{rest}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>A worker that was built from another contract: the same, with another hash.</summary>
    private static void OtherContract(string path)
    {
        // The compiler lays text down in pieces: whatever piece of four characters is there.
        const int Piece = 4;
        byte[] program = File.ReadAllBytes(s_worker);
        int found = 0;
        for (int start = 0; found == 0 && start + Piece <= ContractHash.Value.Length; start++)
        {
            byte[] piece = Encoding.Unicode.GetBytes(ContractHash.Value.Substring(start, Piece));
            for (int at; (at = program.AsSpan().IndexOf(piece)) >= 0; found++)
            {
                program[at] = (byte)(program[at] == '0' ? '1' : '0');
            }
        }

        BrokenPromise.Unless(found > 0, "The worker's contract was not found in it.");
        File.WriteAllBytes(path, program);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
