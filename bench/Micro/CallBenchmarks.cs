using BenchmarkDotNet.Attributes;
using FfiIsolation.Calls;
using FfiIsolation.Images;

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
    public NativeResult ReadNumber() => ResultReader.Read(_cosine.Plan, _result, default, 0, default, 1, false, static _ => null);

    private static FunctionTarget Target(string prototype)
    {
        Prototype parsed = Prototype.Parse(prototype);
        return new FunctionTarget(null, parsed.Name, parsed, new CallPlan(parsed, MaxTextBytes), 0);
    }
}
