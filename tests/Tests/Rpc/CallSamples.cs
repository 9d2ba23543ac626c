// Calls as the host prepares them, and replies as an honest worker makes them.
using System.Buffers.Binary;
using FfiIsolation.Calls;
using FfiIsolation.Images;
using FfiIsolation.Rpc;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Tests.Rpc;

internal static class CallSamples
{
    public const int MaxTextBytes = 4096;

    public static PreparedCall Prepare(string prototype, params NativeArgument[] arguments) => Prepare(prototype, null, arguments);

    public static PreparedCall Prepare(string prototype, int? generation, NativeArgument[] arguments) => Prepare(Prototype.Parse(prototype), generation, arguments);

    public static PreparedCall Prepare(Prototype parsed, int? generation, NativeArgument[] arguments)
    {
        var plan = new CallPlan(parsed, MaxTextBytes);
        return plan.Prepare(new FunctionTarget(null, parsed.Name, parsed, plan, 0), arguments, generation);
    }

    /// <summary>The result part of an image.</summary>
    public static byte[] Result(
        ulong rax = 0, ImageOutcome outcome = ImageOutcome.Returned, ulong xmm0 = 0, LongDouble st0 = default, int errno = 0, FetchStatus fetch = FetchStatus.Skipped,
        ulong fetchLength = 0, MachineChanges changes = MachineChanges.None)
    {
        byte[] image = new byte[CallImageLayout.FixedSize];
        BinaryPrimitives.WriteUInt64LittleEndian(image.AsSpan(CallImageLayout.Rax), rax);
        BinaryPrimitives.WriteUInt64LittleEndian(image.AsSpan(CallImageLayout.Xmm0), xmm0);
        BinaryPrimitives.WriteUInt64LittleEndian(image.AsSpan(CallImageLayout.St0), st0.Significand);
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(CallImageLayout.St0 + 8), st0.SignAndExponent);
        BinaryPrimitives.WriteInt32LittleEndian(image.AsSpan(CallImageLayout.ErrnoAfter), errno);
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(CallImageLayout.Outcome), (uint)outcome);
        BinaryPrimitives.WriteUInt64LittleEndian(image.AsSpan(CallImageLayout.FetchLength), fetchLength);
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(CallImageLayout.FetchStatus), (uint)fetch);
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(CallImageLayout.MachineChanges), (uint)changes);
        return image[CallImageLayout.Result..];
    }

    public static InvokeReply Reply(byte[] result, params byte[] blocks) => new() { Message = (int)ReplyMessage.Return, Result = result, Blocks = blocks, Callback = [] };
}
