using FfiIsolation.Rpc;
using FfiIsolation.Workers;

namespace FfiIsolation.Tests.Workers;

public sealed class HandshakeTests
{
    private const int Pid = 4711;
    private static readonly byte[] s_secret = [.. Enumerable.Range(0, ProtocolLimits.SecretBytes).Select(i => (byte)i)];

    [Fact]
    public void The_worker_that_was_started_is_taken() => Handshake.Check(Reply(), Pid, s_secret);

    [Fact]
    public void Another_process_is_refused_whatever_else_it_says()
    {
        const string why = "not the worker that was started";
        Refused(why, Reply(secret: new byte[32]));
        Refused(why, Reply(secret: s_secret[..31]));
        Refused(why, Reply(secret: [.. s_secret, 0]));
        Refused(why, Reply(secret: []));
        Refused(why, Reply(secret: null));
        Refused(why, Reply(pid: Pid + 1));
        Refused(why, Reply(pid: 0, hash: "other"));
    }

    [Fact]
    public void A_worker_of_another_build_is_refused_with_both_versions()
    {
        Refused("protocol 99", Reply(protocol: 99));
        Refused("contract \"0000000000000000\"", Reply(hash: "0000000000000000"));
        Refused("must be of one build", Reply(hash: null));
        Refused(ContractHash.Value, Reply(hash: ""));
    }

    [Fact]
    public void A_platform_that_images_do_not_fit_is_refused()
    {
        Refused("platform \"LLP64/Windows\"", Reply(model: "LLP64/Windows"));
        Refused("platform", Reply(model: null));
        Refused("platform", Reply(segment: 0));
        Refused("platform", Reply(lookup: 0));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("lane.shm")]
    public void A_worker_without_a_lane_that_the_host_has_is_refused(string? capability)
    {
        HandshakeReply good = Reply(s_secret);
        Refused("no lane", new HandshakeReply
        {
            ProtocolVersion = good.ProtocolVersion,
            ProductVersion = good.ProductVersion,
            ContractHash = good.ContractHash,
            ProcessId = good.ProcessId,
            DataModel = good.DataModel,
            SegmentAddress = good.SegmentAddress,
            SymbolLookup = good.SymbolLookup,
            Capabilities = capability is null ? null! : [capability],
            Secret = good.Secret,
        });
    }

    [Fact]
    public void The_contract_hash_comes_from_the_build()
    {
        Assert.Matches("^[0-9a-f]{16}$", ContractHash.Value);
        Assert.NotEqual(new string('0', 16), ContractHash.Value);
    }

    private static void Refused(string why, HandshakeReply reply) =>
        Assert.Contains(why, Assert.Throws<WorkerStartException>(() => Handshake.Check(reply, Pid, s_secret)).Message);

    private static HandshakeReply Reply(int protocol = ProtocolLimits.ProtocolVersion, string? model = "LP64/SystemV", ulong segment = 0x1000, ulong lookup = 0x2000, int pid = Pid) =>
        Reply(s_secret, ContractHash.Value, protocol, model, segment, lookup, pid);

    private static HandshakeReply Reply(byte[]? secret) => Reply(secret, ContractHash.Value);

    private static HandshakeReply Reply(string? hash, int pid = Pid) => Reply(s_secret, hash, pid: pid);

    private static HandshakeReply Reply(
        byte[]? secret, string? hash, int protocol = ProtocolLimits.ProtocolVersion, string? model = "LP64/SystemV", ulong segment = 0x1000, ulong lookup = 0x2000,
        int pid = Pid) => new()
    {
        ProtocolVersion = protocol,
        ProductVersion = "0.1.0",
        ContractHash = hash!,
        ProcessId = pid,
        DataModel = model!,
        SegmentAddress = segment,
        SymbolLookup = lookup,
        Capabilities = ["lane.rpc"],
        Secret = secret!,
    };
}
