// From what a lane brought back to what the caller gets: a value, or the exception that the function threw.
using System.Text;
using FfiIsolation.Images;
using FfiIsolation.Lanes;
using FfiIsolation.SharedMemory;
using FfiIsolation.Workers;

namespace FfiIsolation.Calls;

internal static class CallResult
{
    /// <summary>Checks the reply, fills the caller's buffers, and makes the value.</summary>
    /// <exception cref="CppException">The function threw.</exception>
    /// <exception cref="LaneBrokenException">The reply is not one that this call can have.</exception>
    public static NativeResult Read(PreparedCall call, LaneReply reply, WorkerProcess worker, bool inSession)
    {
        ReadOnlyMemory<byte> fetched = call.Accept(reply);
        if (new CallImageReader(reply.Result).Outcome == ImageOutcome.Threw)
        {
            throw Thrown(call.Function.Prototype.Name, fetched.Span);
        }

        foreach (NativeArgument argument in call.Arguments)
        {
            if (argument is { Kind: NativeArgumentKind.Buffer, Buffer: PointerOut pointer })
            {
                pointer.Filled(worker.Generation, inSession);
            }
            else if (argument.Kind == NativeArgumentKind.Struct && call.IsOutput(argument.Struct))
            {
                argument.Struct.Origins.Changed(worker.Generation, inSession);
            }
        }

        ulong memoryAddress = call.ResultOffset is { } offset ? worker.SegmentAddress + SegmentLayout.WindowOffset + (ulong)offset : 0;
        return ResultReader.Read(call.Function.Plan, reply.Result, call.ResultMemory, memoryAddress, fetched.Span, worker.Generation, inSession, worker.IsMapped);
    }

    private static CppException Thrown(string function, ReadOnlySpan<byte> said)
    {
        int separator = said.IndexOf((byte)0);
        string type = Encoding.UTF8.GetString(separator < 0 ? said : said[..separator]);
        string? what = separator < 0 || separator == said.Length - 1 ? null : Encoding.UTF8.GetString(said[(separator + 1)..]).TrimEnd('\0');
        return new CppException(function, type, what);
    }
}
