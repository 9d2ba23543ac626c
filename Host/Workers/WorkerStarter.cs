// Starts one worker: segment, pipe, process, and the proof that it is the one. A step that fails undoes those before it.
using FfiIsolation.Confining;
using FfiIsolation.Crashes;
using FfiIsolation.Heaps;
using FfiIsolation.Lanes;
using FfiIsolation.Processes;
using FfiIsolation.Rpc;
using FfiIsolation.Supervision;

namespace FfiIsolation.Workers;

/// <param name="guardedHeap">Whether what calls allocate in its workers is guarded.</param>
/// <param name="traced">Gets the messages of workers whose calls come by JSON-RPC; null where nobody looks.</param>
internal sealed class WorkerStarter(
    string path, LaneChoice lane, WorkerConfinement confinement, long arenaBytes, int lastWordsBytes, Action<int, string, bool> outputWritten, Action<RpcMessage>? traced = null, bool guardedHeap = false)
{
    /// <summary>Characters.</summary>
    private const int MaxMessage = 1000;

    private static int s_generations;

    /// <summary>Starts a worker.</summary>
    /// <exception cref="WorkerStartException">It did not start; says what happened and what the process said.</exception>
    public async Task<WorkerIncarnation> StartAsync(CancellationToken cancellationToken)
    {
        byte[] secret = SystemRandom.GetBytes(ProtocolLimits.SecretBytes);
        HostSegment? segment = null;
        ChildProcess? process = null;
        PrivatePipe? pipe = null;
        RefusalLog refusals = confinement.NewLog();
        try
        {
            segment = HostSegment.Create(secret, callsByPipe: lane == LaneChoice.Rpc, arenaBytes, confinement.Image, guardedHeap);
            pipe = PrivatePipe.Create();
            int id = 0;
            var output = new ProcessOutput(lastWordsBytes, (line, isError) => outputWritten(Volatile.Read(ref id), line, isError));
            List<string> environment = WorkerEnvironment.Create(Environment.GetEnvironmentVariables(), pipe.Path, guardedHeap ? HeapLibrary.PathInWorker : null);
            process = await SpawnAsync(environment, segment, output, refusals).ConfigureAwait(false);
            Volatile.Write(ref id, process.Id);
            if (lane == LaneChoice.Rpc)
            {
                WorkerIncarnation connected = await ConnectAsync(pipe, process, segment, refusals, secret, cancellationToken).ConfigureAwait(false);
                await pipe.DisposeAsync().ConfigureAwait(false);
                return connected;
            }

            return await MapAsync(pipe, process, segment, refusals, secret, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            if (pipe is not null)
            {
                await pipe.DisposeAsync().ConfigureAwait(false);
            }

            string words = "";
            if (process is not null)
            {
                process.Kill();
                await process.Exited.ConfigureAwait(false);
                words = process.Output.ErrorTail.Trim();
            }

            segment?.Dispose();
            if (e is OperationCanceledException)
            {
                throw;
            }

            // Either may be the worker's own words.
            string message = SafeText.Limit(SafeText.Line(e.Message), MaxMessage);
            throw new WorkerStartException(words.Length == 0 ? message : $"{message} It said: {SafeText.Clean(words)}", e);
        }
    }

    private async Task<ChildProcess> SpawnAsync(List<string> environment, HostSegment segment, ProcessOutput output, RefusalLog refusals)
    {
        if (!confinement.AsksHost)
        {
            return await Spawn(null).ConfigureAwait(false);
        }

        (int own, int workers) = ListenerCalls.CreatePair();
        try
        {
            ChildProcess process = await Spawn(workers).ConfigureAwait(false);
            confinement.Watch(own, process, refusals);
            own = -1;
            return process;
        }
        finally
        {
            LinuxCalls.Close(workers);
            if (own >= 0)
            {
                LinuxCalls.Close(own);
            }
        }

        Task<ChildProcess> Spawn(int? listener)
        {
            Task<ChildProcess> spawned = ProcessWatcher.Instance.SpawnAsync(new SpawnRequest(path, environment, segment.Descriptor, listener, output, guardedHeap ? HeapLibrary.Descriptor : null));
            BlockedCaller.WaitForAny(spawned);
            return spawned;
        }
    }

    private async Task<WorkerIncarnation> ConnectAsync(
        PrivatePipe pipe, ChildProcess process, HostSegment segment, RefusalLog refusals, byte[] secret, CancellationToken cancellationToken)
    {
        Stream control = await AcceptAsync(pipe, process, segment, cancellationToken).ConfigureAwait(false);
        RpcConnection connection;
        try
        {
            connection = new RpcConnection(control, await AcceptAsync(pipe, process, segment, cancellationToken).ConfigureAwait(false), process.Id, traced);
        }
        catch
        {
            await control.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        try
        {
            HandshakeReply reply = await Handshake.PerformAsync(connection, process.Id, secret, cancellationToken).ConfigureAwait(false);
            return new WorkerIncarnation(Interlocked.Increment(ref s_generations), path, process, segment, connection, reply.SegmentAddress, reply.SymbolLookup, refusals, confinement.MemoryLimitBytes, guardedHeap);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Waits for a connection of the worker, as long as it lives.</summary>
    private async Task<Stream> AcceptAsync(PrivatePipe pipe, ChildProcess process, HostSegment segment, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<System.IO.Pipes.NamedPipeServerStream> accepted = pipe.AcceptAsync(process.Id, stop.Token);
        if (await Task.WhenAny(accepted, process.Exited).ConfigureAwait(false) != accepted)
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await accepted.ContinueWith(
                static late =>
                {
                    if (late.IsCompletedSuccessfully)
                    {
                        late.Result.Dispose();
                    }
                },
                CancellationToken.None,
                TaskContinuationOptions.None,
                TaskScheduler.Default).ConfigureAwait(false);
            throw await DiedAsync(process, segment).ConfigureAwait(false);
        }

        return await accepted.ConfigureAwait(false);
    }

    /// <summary>Waits until the worker serves the segment; JSON-RPC is left until something needs it.</summary>
    private async Task<WorkerIncarnation> MapAsync(
        PrivatePipe pipe, ChildProcess process, HostSegment segment, RefusalLog refusals, byte[] secret, CancellationToken cancellationToken)
    {
        SegmentMapping mapping = SegmentMapping.Of(segment.Descriptor);
        var stopAccepting = new CancellationTokenSource();
        SharedMemoryLink? link = null;
        try
        {
            Task<System.IO.Pipes.NamedPipeServerStream> accepted = AcceptAsync(pipe, process, stopAccepting.Token);
            accepted.Observe();
            link = new SharedMemoryLink(mapping, accepted, stopAccepting, process.HungUp, process.Id, secret);

            // Whatever ends the start also ends the process, and the process's end ends the wait.
            bool served;
            using (cancellationToken.UnsafeRegister(static process => ((ChildProcess)process!).Kill(), process))
            {
                served = await ReadyWait.UntilServedAsync(mapping, process).ConfigureAwait(false);
            }

            // A worker that was ready when it was killed is not handed on: its death would look like its own.
            cancellationToken.ThrowIfCancellationRequested();
            if (!served)
            {
                // It lives, so nothing would end the wait for its death.
                if (!process.Exited.IsCompleted)
                {
                    throw new WorkerStartException("The worker said something else than that it is ready.");
                }

                throw await DiedAsync(process, segment).ConfigureAwait(false);
            }

            WorkerHeader header = segment.ReadHeader();
            Handshake.Check(header, process.Id);
            return new WorkerIncarnation(Interlocked.Increment(ref s_generations), path, process, segment, link, header.SegmentAddress, header.SymbolLookup, refusals, confinement.MemoryLimitBytes, guardedHeap);
        }
        catch
        {
            process.Kill();
            await process.Exited.ConfigureAwait(false);
            if (link is not null)
            {
                await link.DisposeAsync().ConfigureAwait(false);
            }

            mapping.Dispose();
            throw;
        }
    }

    /// <summary>Takes the worker's end of the pipe, and removes the pipe's name.</summary>
    private static async Task<System.IO.Pipes.NamedPipeServerStream> AcceptAsync(PrivatePipe pipe, ChildProcess process, CancellationToken cancellationToken)
    {
        try
        {
            System.IO.Pipes.NamedPipeServerStream stream = await pipe.AcceptAsync(process.Id, cancellationToken).ConfigureAwait(false);
            ProcessWatcher.Instance.WatchPipe(process, (int)stream.SafePipeHandle.DangerousGetHandle());
            return stream;
        }
        finally
        {
            await pipe.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<WorkerStartException> DiedAsync(ChildProcess process, HostSegment segment)
    {
        (int step, int error) = segment.ReadStart();
        ProcessExit exit = await process.Exited.ConfigureAwait(false);
        return new WorkerStartException($"{path} ended before it was ready; it has to be the ffi-worker of this build ({Describe(exit)}, start step {step}, errno {error}).");
    }

    private static string Describe(ProcessExit exit) => (exit.WaitStatus is { } status ? ExitStatus.Decode(status) : null) switch
    {
        { Signal: { } signal } => Signals.Name(signal),
        { ExitCode: { } code } => $"exit status {code}",
        _ => "no exit status",
    };
}
