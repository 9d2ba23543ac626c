using FfiIsolation.Calls;

namespace FfiIsolation.Fuzz.Decoders;

/// <summary>Functions as the host knows them, of no library.</summary>
internal static class CallSamples
{
    public const int MaxTextBytes = 4096;

    public static Declarations Types { get; } = Declarations.Parse(
        "struct pair { double x; int n; }; struct large { long v[9]; }; struct mixed { float a; short b; char c[5]; }; enum color { RED, GREEN = 7 }; union either { int i; double d; };");

    public static FunctionTarget Target(string prototype)
    {
        Prototype parsed = Prototype.Parse(prototype, Types);
        return new FunctionTarget(null, parsed.Name, parsed, new CallPlan(parsed, MaxTextBytes), 0);
    }
}
