using BenchmarkDotNet.Attributes;
using FfiIsolation.Callbacks;
using FfiIsolation.Calls;
using FfiIsolation.Images;
using FfiIsolation.SharedMemory;
using FfiIsolation.WrongPrototypes;

namespace FfiIsolation.Micro;

/// <summary>What is done in the host for each call, apart from the lane: arguments checked and written, result read.</summary>
[MemoryDiagnoser]
public class CallBenchmarks
{
    private const int MaxTextBytes = 256 * 1024;

    private readonly FunctionTarget _cosine = Target("double cos(double x)");
    private readonly FunctionTarget _length = Target("size_t strlen(const char *s)");
    private readonly FunctionTarget _touch = Target("void touch(unsigned char *data, size_t size)");
    private readonly string _text = new('a', 64);
    private readonly byte[] _buffer = new byte[1024];
    private readonly byte[] _image = new byte[CallImageWriter.SizeOf(0, 0, 0)];
    private readonly byte[] _result = new byte[CallImageLayout.ResultSize];
    private readonly byte[] _returned = Returned(0.5);
    private readonly CallbackPlan _compare = new("compare", Prototype.Parse("int compare(const void *a, const void *b)").Type);
    private readonly byte[] _called = new byte[CallbackLayout.Size];
    private readonly CallShape _shape = new(Prototype.Parse("double cos(double x)"), []);

    /// <summary>A number.</summary>
    [Benchmark]
    public object PrepareNumber() => _cosine.Plan.Prepare(_cosine, [0.5], null);

    /// <summary>Text of 64 characters.</summary>
    [Benchmark]
    public object PrepareText() => _length.Plan.Prepare(_length, [_text], null);

    /// <summary>A buffer of 1 KiB and its size.</summary>
    [Benchmark]
    public object PrepareBuffer() => _touch.Plan.Prepare(_touch, [_buffer, _buffer.Length], null);

    /// <summary>The image of a call with one number, and nothing else.</summary>
    [Benchmark]
    public void WriteImage()
    {
        var writer = new CallImageWriter(_image, 0, 16, 0, 0);
        writer.SetWord(CallImageWriter.Vector(0), BitConverter.DoubleToUInt64Bits(0.5));
        CallImageWriter.Address(_image, 0x1000, 1);
    }

    /// <summary>A number from the registers that came back.</summary>
    [Benchmark]
    public NativeResult ReadNumber() => ResultReader.Read(_cosine.Plan, _result, default, 0, default, 1, false, new CallEvidence(_cosine, null, static _ => null));

    /// <summary>The same as a warm call does it: with a look at whether a tell-tale value came back.</summary>
    [Benchmark]
    public double ReadScalar() => _cosine.Plan.ScalarResult!.TryRead(_returned, out ulong bits, out _) ? BitConverter.UInt64BitsToDouble(bits) : 0;

    /// <summary>And without.</summary>
    [Benchmark]
    public double ReadScalarUnlooked()
    {
        var result = new CallImageReader(_returned);
        return result.Outcome == ImageOutcome.Returned && result.MachineChanges == 0 ? BitConverter.UInt64BitsToDouble(result.Xmm0) : result.Errno;
    }

    /// <summary>The values of registers that no argument fills: once for each shape of a call.</summary>
    [Benchmark]
    public byte[] LayRegisters() => UnsetRegisters.Of(CallConvention.SystemV, _cosine.Plan.Layout, _shape.Writers.AsSpan());

    /// <summary>Whether a callback with two arguments was called with registers that nobody set: once for each callback.</summary>
    [Benchmark]
    public string? LookAtCallback() => CallbackMistake.OfArguments(_compare, _called);

    private static FunctionTarget Target(string prototype)
    {
        Prototype parsed = Prototype.Parse(prototype);
        return new FunctionTarget(null, parsed.Name, parsed, new CallPlan(parsed, MaxTextBytes), 0);
    }

    /// <summary>The result part of a call that returned a number.</summary>
    private static byte[] Returned(double number)
    {
        byte[] result = new byte[CallImageLayout.ResultSize];
        BitConverter.TryWriteBytes(result.AsSpan(CallImageLayout.Outcome - CallImageLayout.Result), (uint)ImageOutcome.Returned);
        BitConverter.TryWriteBytes(result.AsSpan(CallImageLayout.Xmm0 - CallImageLayout.Result), number);
        return result;
    }
}
