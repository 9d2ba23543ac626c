// Starts one worker: segment, pipe, process, handshake. A step that fails undoes those before it.
using System.Security.Cryptography;
using FfiIsolation.Crashes;
using FfiIsolation.Lanes;
using FfiIsolation.Processes;
using FfiIsolation.Rpc;

namespace FfiIsolation.Workers;

internal sealed class WorkerStarter(string path, int lastWordsBytes, Action<int, string, bool> outputWritten)
{
    private static int s_generations;

    /// <summary>Starts a worker.</summary>
    /// <exception cref="WorkerStartException">It did not start; says what happened and what the process said.</exception>
    public async Task<WorkerIncarnation> StartAsync(CancellationToken cancellationToken)
    {
        byte[] secret = RandomNumberGenerator.GetBytes(ProtocolLimits.SecretBytes);
        HostSegment? segment = null;
        ChildProcess? process = null;
        try
        {
            segment = HostSegment.Create(secret);
            await using PrivatePipe pipe = PrivatePipe.Create();
            int id = 0;
            var output = new ProcessOutput(lastWordsBytes, (line, isError) => outputWritten(Volatile.Read(ref id), line, isError));
            List<string> environment = WorkerEnvironment.Create(Environment.GetEnvironmentVariables(), pipe.Path);
            process = await ProcessWatcher.Instance.SpawnAsync(new SpawnRequest(path, environment, segment.Descriptor, output)).ConfigureAwait(false);
            Volatile.Write(ref id, process.Id);
            return await ConnectAsync(pipe, process, segment, secret, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
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

            throw new WorkerStartException(words.Length == 0 ? e.Message : $"{e.Message} It said: {words}", e);
        }
    }

    private async Task<WorkerIncarnation> ConnectAsync(
        PrivatePipe pipe, ChildProcess process, HostSegment segment, byte[] secret, CancellationToken cancellationToken)
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
            (int step, int error) = segment.ReadStart();
            ProcessExit exit = await process.Exited.ConfigureAwait(false);
            throw new WorkerStartException($"{path} ended before it connected; it has to be the ffi-worker of this build ({Describe(exit)}, start step {step}, errno {error}).");
        }

        Stream stream = await accepted.ConfigureAwait(false);
        var connection = new RpcConnection(stream);
        try
        {
            HandshakeReply reply = await connection.Control.HandshakeAsync(
                new HandshakeRequest
                {
                    ProtocolVersion = ProtocolLimits.ProtocolVersion,
                    ProductVersion = ProductVersion.Value,
                    ContractHash = ContractHash.Value,
                },
                cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
            Handshake.Check(reply, process.Id, secret);
            int generation = Interlocked.Increment(ref s_generations);
            return new WorkerIncarnation(generation, path, process, segment, connection, reply.SegmentAddress, reply.SymbolLookup);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static string Describe(ProcessExit exit) => (exit.WaitStatus is { } status ? ExitStatus.Decode(status) : null) switch
    {
        { Signal: { } signal } => Signals.Name(signal),
        { ExitCode: { } code } => $"exit status {code}",
        _ => "no exit status",
    };
}
