// From what a lane brought back to what the caller gets: a value, or the exception that the function threw.
using System.Text;
using FfiIsolation.Images;
using FfiIsolation.Lanes;
using FfiIsolation.Overruns;
using FfiIsolation.SharedMemory;
using FfiIsolation.Workers;
using FfiIsolation.WrongPrototypes;

namespace FfiIsolation.Calls;

internal static class CallResult
{
    /// <summary>Fills the caller's buffers from a checked reply, and makes the value.</summary>
    /// <exception cref="CppException">The function threw.</exception>
    /// <exception cref="BufferOverrunException">The function left a buffer of the call.</exception>
    public static NativeResult Read(PreparedCall call, LaneReply reply, WorkerProcess worker, bool inSession) =>
        Make(call, reply.Result, call.Accept(reply).Span, worker, inSession);

    /// <summary>Makes the value of a call that was carried on its caller's thread, while the caller has the worker, and leaves it in the call.</summary>
    /// <exception cref="CppException">The function threw.</exception>
    public static void Keep(PreparedCall call, WorkerProcess worker, bool inSession)
    {
        if (call.Function.Plan.ScalarResult is { } scalar && scalar.TryRead(call.Result, out ulong bits, out int errno) && !worker.HasRefused && call.CallbackWarning is null && call.Shape.Stored?.Find(call, default) is null)
        {
            NoteFilled(call, worker, inSession);
            call.Keep(bits, errno, worker.Generation, inSession);
        }
        else
        {
            call.Keep(Make(call, call.Result, call.Fetched.Span, worker, inSession));
        }
    }

    /// <summary>Makes the value of a call that was carried on its caller's thread.</summary>
    /// <exception cref="CppException">The function threw.</exception>
    public static NativeResult Read(PreparedCall call, WorkerProcess worker, bool inSession)
    {
        Keep(call, worker, inSession);
        return call.Value;
    }

    private static NativeResult Make(PreparedCall call, byte[] result, ReadOnlySpan<byte> fetched, WorkerProcess worker, bool inSession)
    {
        switch (new CallImageReader(result).Outcome)
        {
            case ImageOutcome.Threw:
                NoteLent(call, worker);
                throw Thrown(call.Function.Prototype.Name, fetched);
            case ImageOutcome.Overran:
                NoteLent(call, worker);
                throw OverrunReader.Read(call, fetched, worker);
        }

        NoteFilled(call, worker, inSession);
        ulong memoryAddress = call.ResultOffset is { } offset ? worker.SegmentAddress + SegmentLayout.WindowOffset + (ulong)offset : 0;
        NativeResult value = ResultReader.Read(call.Function.Plan, result, call.ResultMemory, memoryAddress, fetched, worker.Generation, inSession, new CallEvidence(call.Function, call.Many is null ? call : null, worker.WhatIsAt));
        value = (new CallImageReader(result).MachineChanges & MachineChanges.HeapRefused) != 0 && worker.WhatWasRefused(call) is { } freed ? value.With(freed) : value;
        value = call.CallbackWarning is { } called ? value.With(called) : value;
        value = ChangedConstant.Of(call, result) is { } changed ? value.With(changed) : value;
        value = value.Warning is null && call.Many is null && call.Shape.Stored?.Find(call, fetched) is { } stored ? value.With(stored) : value;
        return worker.TakeRefused() is { } refused ? value.With(refused) : value;
    }

    /// <summary>Pointers that the function wrote are of the worker in which it ran.</summary>
    private static void NoteFilled(PreparedCall call, WorkerProcess worker, bool inSession)
    {
        NoteLent(call, worker);
        foreach (PreparedBlock block in call.Blocks)
        {
            NativeArgument argument = block.Parameter == PreparedBlock.OfResult ? default : call.Arguments[block.Parameter];
            if (argument is { Kind: NativeArgumentKind.Buffer, Buffer: PointerOut pointer })
            {
                pointer.Filled(worker.Generation, inSession);
            }
            else if (argument.Kind == NativeArgumentKind.Struct && call.IsOutput(argument.Struct))
            {
                argument.Struct.Origins.Changed(worker.Generation, inSession);
            }
        }
    }

    /// <summary>Storage that the worker takes back has been this call's.</summary>
    private static void NoteLent(PreparedCall call, WorkerProcess worker)
    {
        if (call.Function.Plan.TakesBack)
        {
            foreach (PreparedBlock block in call.Blocks)
            {
                worker.NoteLent(call, block);
            }
        }
    }

    /// <summary>What a function threw.</summary>
    /// <param name="said">Its type, a NUL, and what it says.</param>
    public static CppException Thrown(string function, ReadOnlySpan<byte> said)
    {
        int separator = said.IndexOf((byte)0);
        string type = Encoding.UTF8.GetString(separator < 0 ? said : said[..separator]);
        string? what = separator < 0 || separator == said.Length - 1 ? null : Encoding.UTF8.GetString(said[(separator + 1)..]).TrimEnd('\0');
        return new CppException(function, type, what);
    }
}
