using BenchmarkDotNet.Attributes;
using FfiIsolation.Calls;

namespace FfiIsolation.Micro;

/// <summary>What is done once for each function: the line is read, and the places of its arguments are worked out.</summary>
[MemoryDiagnoser]
public class ParseBenchmarks
{
    private const int MaxTextBytes = 256 * 1024;
    private const string Short = "double cos(double x)";
    private const string Long =
        "__attribute__((nonnull(1, 2))) int f(const char *restrict name, unsigned char *data, size_t size, const struct options *options, long flags, double scale, void **out)";

    private readonly Prototype _short = Prototype.Parse(Short);
    private readonly Prototype _long = Prototype.Parse(Long);

    /// <summary>A prototype with one number.</summary>
    [Benchmark]
    public Prototype ParseShort() => Prototype.Parse(Short);

    /// <summary>A prototype with seven parameters and an attribute.</summary>
    [Benchmark]
    public Prototype ParseLong() => Prototype.Parse(Long);

    /// <summary>The plan of the one with one number.</summary>
    [Benchmark]
    public object PlanShort() => new CallPlan(_short, MaxTextBytes);

    /// <summary>The plan of the one with seven parameters.</summary>
    [Benchmark]
    public object PlanLong() => new CallPlan(_long, MaxTextBytes);
}
