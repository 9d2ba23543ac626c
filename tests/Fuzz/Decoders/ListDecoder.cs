using System.Buffers.Binary;
using FfiIsolation.Calls;
using FfiIsolation.Images;
using FfiIsolation.Lanes;
using FfiIsolation.Lists;
using FfiIsolation.Quarantining;
using FfiIsolation.Supervision;
using FfiIsolation.Workers;

namespace FfiIsolation.Fuzz.Decoders;

/// <summary>What comes back of a call list: the record of each call, registers, texts, and what a call that threw said.</summary>
internal sealed class ListDecoder : Decoder
{
    private static readonly ListRun s_run = NewRun();

    public override string Name => "list";

    public override string Runs => "ListRun, ListResults, PreparedCall.Check";

    public override IReadOnlyList<byte[]> Samples { get; } = [Sample(ImageOutcome.Returned, 1), Sample(ImageOutcome.Threw, 4), Sample(ImageOutcome.Returned, 2)];

    public override bool Decode(byte[] input)
    {
        if (input.Length < CallImageLayout.ResultSize)
        {
            return false;
        }

        byte[] result = input[..CallImageLayout.ResultSize];
        byte[] outputs = input[CallImageLayout.ResultSize..];
        s_run.Begin();
        try
        {
            bool returned = new CallImageReader(result).Outcome is ImageOutcome.Returned or ImageOutcome.Threw;
            ulong announced = BinaryPrimitives.ReadUInt64LittleEndian(result.AsSpan(CallImageLayout.FetchLength - CallImageLayout.Result));
            Array.Resize(ref outputs, (int)(returned ? s_run.Call.OutputBytes : 0) + (int)Math.Min(announced, CallSamples.MaxTextBytes));
            var reply = new LaneReply(result, outputs);
            s_run.Call.Check(reply);
            s_run.Take(result, s_run.Call.Accept(reply));
            foreach (ListedCall call in s_run.Calls)
            {
                Look(s_run.Results.StateOf(call.Index));
                if (s_run.Results.HasRun(call.Index))
                {
                    NativeResult value = s_run.Results.ResultOf(call.Index);
                    Look(value);
                    Look(value.Value);
                }
            }

            Look(s_run.Warning);
            Look(s_run.Results.TextBytes);
            return true;
        }
        catch (Exception e) when (e is LaneBrokenException or CallFailedException)
        {
            Look(e.Message);
            return false;
        }
    }

    private static ListRun NewRun()
    {
        // Numbers in each kind of register, text, a struct in two, and one that can stop the list.
        FunctionTarget[] functions =
        [
            .. new[] { "int f(int a)", "double f(double a)", "const char *f(void)", "struct pair f(void)", "long double f(void)", "void *f(unsigned char *out)" }.Select(CallSamples.Target),
        ];
        var list = new CallList();
        var scope = new NoScope();
        ListedCall[] calls =
        [
            .. functions.Select((function, i) => new ListedCall(list, i, new NativeFunction(scope, null!, function), ArgumentsOf(i))),
        ];
        calls[0].Expect(0);
        var run = new ListRun(calls, inSession: false, new WindowAllocator());
        run.BoundTo(NoWorker.Create());
        run.Begin();
        return run;
    }

    private static NativeArgument[] ArgumentsOf(int call) => call switch
    {
        0 => [1],
        1 => [2.0],
        5 => [NativeBuffer.Out<byte>(64)],
        _ => [],
    };

    private static byte[] Sample(ImageOutcome outcome, byte state)
    {
        byte[] sample = new byte[CallImageLayout.ResultSize + 600];
        BinaryPrimitives.WriteUInt32LittleEndian(sample.AsSpan(CallImageLayout.Outcome - CallImageLayout.Result), (uint)outcome);
        BinaryPrimitives.WriteUInt64LittleEndian(sample.AsSpan(CallImageLayout.RowsDone - CallImageLayout.Result), 6);
        BinaryPrimitives.WriteUInt64LittleEndian(sample.AsSpan(CallImageLayout.FetchLength - CallImageLayout.Result), 40);
        for (int i = 0; i < 6; i++)
        {
            sample[CallImageLayout.ResultSize + (i * ListLayout.ResultSize) + ListLayout.ResultState] = i == 5 ? state : (byte)ListedState.Completed;
            sample[CallImageLayout.ResultSize + (i * ListLayout.ResultSize) + ListLayout.ResultFetchStatus] = (byte)FetchStatus.Fetched;
        }

        return sample;
    }

    /// <summary>Where nothing is called.</summary>
    private sealed class NoScope : ICallScope
    {
        public NativeHost Host => null!;

        public int? PointerGeneration => null;

        public CallQuarantine Quarantine => throw new NotSupportedException();

        public CallRunner Runner => throw new NotSupportedException();

        public Task BindAsync(FunctionTarget function, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<T> RunAsync<T>(Func<WorkerProcess, Libraries.VariableAccess, Task<T>> run, string name, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<NativeResult> InvokeAsync(PreparedCall call, CallOptions options) => throw new NotSupportedException();

        public Task<NativeResult> InvokeAsync(FunctionTarget function, NativeArgument[] arguments, CallOptions options) => throw new NotSupportedException();

        public void Run(Action<WorkerProcess> run, string name, CancellationToken cancellationToken) => throw new NotSupportedException();

        public void Invoke(PreparedCall call, CallOptions options) => throw new NotSupportedException();
    }
}
