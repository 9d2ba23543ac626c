using System.Security.Cryptography;
using FfiIsolation.Rpc;

namespace FfiIsolation.Workers;

/// <summary>Decides whether the process that answered is the worker that was started, and one that this host can talk to.</summary>
internal static class Handshake
{
    /// <exception cref="WorkerStartException">It is not; says why.</exception>
    public static void Check(HandshakeReply reply, int processId, ReadOnlySpan<byte> secret)
    {
        if (!CryptographicOperations.FixedTimeEquals(reply.Secret, secret) || reply.ProcessId != processId)
        {
            throw new WorkerStartException("The process on the pipe is not the worker that was started.");
        }

        if (reply.ProtocolVersion != ProtocolLimits.ProtocolVersion || reply.ContractHash != ContractHash.Value)
        {
            throw new WorkerStartException(
                $"The worker is version {reply.ProductVersion} (protocol {reply.ProtocolVersion}, contract {reply.ContractHash}), "
                + $"this host {ProductVersion.Value} (protocol {ProtocolLimits.ProtocolVersion}, contract {ContractHash.Value}): they must be of one build.");
        }

        if (reply.DataModel != WorkerPlatform.DataModel || reply.SegmentAddress == 0 || reply.SymbolLookup == 0)
        {
            throw new WorkerStartException($"The worker's platform {reply.DataModel} is not one that this host can call.");
        }

        if (reply.Capabilities?.Contains(WorkerPlatform.RpcLane) != true)
        {
            throw new WorkerStartException($"The worker has no lane that this host can use; it has: {string.Join(", ", reply.Capabilities ?? [])}.");
        }
    }
}
