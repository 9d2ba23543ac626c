using System.Security.Cryptography;
using System.Text;

namespace FfiIsolation.Rpc;

/// <summary>Tells a host and a worker that were built from different contracts apart, whatever their version numbers say.</summary>
internal static class ContractHash
{
    // The words below are the contract in the order of its keys: a change to a message or to the segment changes them.
    private const string Contract =
        "handshake(protocol,product,hash)(protocol,product,hash,pid,model,segment,dlsym,capabilities,secret);" +
        "invoke(image,blocks,bulk)(result,blocks,bulk);shutdown;image 352;segment 1";

    public static string Value { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Contract)))[..16];
}
