using System.Security.Cryptography;
using FfiIsolation.Lanes;
using FfiIsolation.Rpc;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Workers;

/// <summary>Decides whether the process that answered is the worker that was started, and one that this host can talk to.</summary>
internal static class Handshake
{
    /// <summary>Shakes hands over a pipe.</summary>
    /// <exception cref="WorkerStartException">The other end is not the worker that was started; says why.</exception>
    public static async Task<HandshakeReply> PerformAsync(RpcConnection connection, int processId, byte[] secret, CancellationToken cancellationToken)
    {
        HandshakeReply reply = await connection.Control.HandshakeAsync(
            new HandshakeRequest
            {
                ProtocolVersion = ProtocolLimits.ProtocolVersion,
                ProductVersion = ProductVersion.Value,
                ContractHash = ContractHash.Value,
            },
            cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
        Check(reply, processId, secret);
        return reply;
    }

    /// <summary>The same for what a worker wrote into the segment that it alone was given.</summary>
    /// <exception cref="WorkerStartException">It is not; says why.</exception>
    public static void Check(WorkerHeader header, int processId)
    {
        if (header.Magic != SegmentLayout.Magic || header.Version != SegmentLayout.Version || header.ContractHash != ContractHash.Value)
        {
            throw new WorkerStartException(
                $"The worker was built from contract {TextForReports.Quote(header.ContractHash)}, this host from {ContractHash.Value}: they must be of one build.");
        }

        if (header.ProcessId != processId || header.SegmentAddress == 0 || header.SymbolLookup == 0)
        {
            throw new WorkerStartException("The worker's header in the segment is not that of the process that was started.");
        }
    }

    /// <exception cref="WorkerStartException">It is not; says why.</exception>
    public static void Check(HandshakeReply? reply, int processId, ReadOnlySpan<byte> secret)
    {
        if (reply is null)
        {
            throw new WorkerStartException("The worker answered the handshake with nothing.");
        }

        if (!CryptographicOperations.FixedTimeEquals(reply.Secret, secret) || reply.ProcessId != processId)
        {
            throw new WorkerStartException("The process on the pipe is not the worker that was started.");
        }

        if (reply.ProtocolVersion != ProtocolLimits.ProtocolVersion || reply.ContractHash != ContractHash.Value)
        {
            throw new WorkerStartException(
                $"The worker is version {TextForReports.Quote(reply.ProductVersion ?? "")} (protocol {reply.ProtocolVersion}, contract {TextForReports.Quote(reply.ContractHash ?? "")}), "
                + $"this host {ProductVersion.Value} (protocol {ProtocolLimits.ProtocolVersion}, contract {ContractHash.Value}): they must be of one build.");
        }

        if (reply.DataModel != WorkerPlatform.DataModel || reply.SegmentAddress == 0 || reply.SymbolLookup == 0)
        {
            throw new WorkerStartException($"The worker's platform {TextForReports.Quote(reply.DataModel ?? "")} is not one that this host can call.");
        }

        if (reply.Capabilities?.Contains(WorkerPlatform.RpcLane) != true)
        {
            throw new WorkerStartException($"The worker has no lane that this host can use; it has: {TextForReports.Quote(string.Join(", ", reply.Capabilities ?? []))}.");
        }
    }
}
