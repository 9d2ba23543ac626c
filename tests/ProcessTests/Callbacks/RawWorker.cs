using FfiIsolation.Confining;
using System.Buffers.Binary;
using FfiIsolation.Calls;
using FfiIsolation.Images;
using FfiIsolation.Lanes;
using FfiIsolation.Libraries;
using FfiIsolation.ProcessTests.Support;
using FfiIsolation.SharedMemory;
using FfiIsolation.Workers;

namespace FfiIsolation.ProcessTests.Callbacks;

/// <summary>A worker without a pool above it: calls go straight to its lane.</summary>
internal sealed class RawWorker : IAsyncDisposable
{
    private readonly WorkerIncarnation _parts;
    private readonly Dictionary<string, ulong> _addresses = [];
    private ulong _sequence = 100;

    private RawWorker(WorkerIncarnation parts) => _parts = parts;

    public RpcConnection Connection => ((RpcConnection)_parts.Link);

    public static async Task<RawWorker> StartAsync()
    {
        string path = WorkerLocator.Find(null, Environment.GetEnvironmentVariable, File.Exists);
        using var patience = new CancellationTokenSource(Patience.Unexpected);
        return new RawWorker(await new WorkerStarter(path, LaneChoice.Rpc, new WorkerConfinement(Confinement.Limited, path, _ => { }), 0, 8192, (_, _, _) => { }).StartAsync(patience.Token));
    }

    /// <summary>Calls a function of libc or of the worker itself, on a frame. Within a callback: one that was called before and has no buffers, since the
    /// window's places are those of the call outside.</summary>
    public async Task<ulong> CallAsync(string prototype, int frame, params NativeArgument[] arguments)
    {
        Prototype parsed = Prototype.Parse(prototype);
        if (!_addresses.TryGetValue(parsed.Name, out ulong address))
        {
            _addresses[parsed.Name] = address = await CarryAsync(InternalFunctions.Resolve, _parts.SymbolLookup, frame, [NativePointer.Null, parsed.Name]);
            Assert.NotEqual(0UL, address);
        }

        return await CarryAsync(new FunctionTarget(null, parsed.Name, parsed, new CallPlan(parsed, 4096), 0), address, frame, arguments);
    }

    /// <summary>Binds a callback of the System V convention whose rules are triples of pointer slot, size slot and element size.</summary>
    /// <returns>What native code calls.</returns>
    public async Task<NativePointer> BindAsync(int index, params (int Pointer, int Size, uint Element)[] rules)
    {
        byte[] entry = new byte[CallbackLayout.EntrySize];
        BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(CallbackLayout.EntryRuleCount), rules.Length);
        for (int i = 0; i < rules.Length; i++)
        {
            Span<byte> rule = entry.AsSpan(CallbackLayout.EntryRules + (i * CallbackLayout.RuleSize));
            BinaryPrimitives.WriteInt32LittleEndian(rule[CallbackLayout.RulePointerSlot..], rules[i].Pointer);
            BinaryPrimitives.WriteInt32LittleEndian(rule[CallbackLayout.RuleSizeSlot..], rules[i].Size);
            BinaryPrimitives.WriteUInt32LittleEndian(rule[CallbackLayout.RuleElementSize..], rules[i].Element);
            BinaryPrimitives.WriteUInt32LittleEndian(rule[CallbackLayout.RuleMaximum..], 4096);
        }

        ulong address = await CallAsync("void *ffi_bind_callback(unsigned index, const unsigned char *entry)", 0, index, entry);
        Assert.NotEqual(0UL, address);
        return NativePointer.FromAddress(address);
    }

    public static byte[] Answer(ulong rax)
    {
        byte[] answer = new byte[CallbackLayout.AnswerSize];
        BinaryPrimitives.WriteUInt64LittleEndian(answer.AsSpan(CallbackLayout.AnswerRax), rax);
        return answer;
    }

    public async ValueTask DisposeAsync()
    {
        _parts.Process.Kill();
        await _parts.Process.Exited.WaitAsync(Patience.Unexpected);
        await ((RpcConnection)_parts.Link).DisposeAsync();
        _parts.Segment.Dispose();
    }

    private async Task<ulong> CarryAsync(FunctionTarget function, ulong address, int frame, NativeArgument[] arguments)
    {
        PreparedCall call = function.Plan.Prepare(function, arguments, null);
        ulong sequence = ++_sequence;
        CallImageWriter.Address(call.Image, address, sequence);
        LaneReply reply = await Connection.Lane.CarryAsync(call, sequence, frame).WaitAsync(Patience.Unexpected);
        call.Check(reply);
        call.Accept(reply);
        return new CallImageReader(reply.Result).Rax;
    }
}
