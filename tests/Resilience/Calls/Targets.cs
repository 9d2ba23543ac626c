namespace FfiIsolation.Resilience.Calls;

/// <summary>The functions of the fault library that behave, for a host or for a session.</summary>
internal sealed class Targets
{
    private Targets(IReadOnlyDictionary<string, NativeFunction> functions) => Functions = functions;

    private static string[] Names { get; } =
        ["add", "copy_text", "sum_bytes", "fill", "call_back", "call_back_often", "divide", "long_text"];

    private IReadOnlyDictionary<string, NativeFunction> Functions { get; }

    public NativeFunction this[string name] => Functions[name];

    public static Task<Targets> OfAsync(NativeHost host) => OfAsync(name => host.FaultAsync(Faults.PrototypeOf(name)));

    public static Task<Targets> OfAsync(NativeSession session) => OfAsync(name => session.FaultAsync(Faults.PrototypeOf(name)));

    private static async Task<Targets> OfAsync(Func<string, Task<NativeFunction>> function)
    {
        var functions = new Dictionary<string, NativeFunction>();
        foreach (string name in Names)
        {
            functions.Add(name, await function(name));
        }

        return new Targets(functions);
    }
}
