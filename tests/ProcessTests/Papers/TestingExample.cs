// The example of docs/testing.md, which a test compares with it: a test as a user of FfiIsolation.Testing writes it.
using FfiIsolation.Testing;

namespace FfiIsolation.ProcessTests.Papers;

// docs/testing.md: begin
public sealed class Roots(NativeHost host)
{
    private readonly NativeFunction _cbrt = host.Load("m").Function("double cbrt(double x)");

    /// <summary>By the C library, or by .NET where that fails.</summary>
    public double Cubic(double x)
    {
        try
        {
            return (double)_cbrt.Invoke(x);
        }
        catch (CallFailedException)
        {
            return Math.Cbrt(x);
        }
    }
}

public sealed class RootsTests
{
    [Fact]
    public void A_crash_of_the_library_costs_no_result()
    {
        using NativeHost host = NativeHost.Start();
        var roots = new Roots(host);
        using FaultInjection faults = host.InjectFaults();
        InjectedFault crash = faults.On("cbrt").Call(2).Crashes();

        Assert.Equal(3, roots.Cubic(27), 1e-12);
        Assert.Equal(4, roots.Cubic(64), 1e-12); // here the worker dies of a real SIGSEGV
        Assert.Equal(5, roots.Cubic(125), 1e-12);
        Assert.Equal(1, crash.Times);
    }
}
// docs/testing.md: end
