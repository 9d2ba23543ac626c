using FfiIsolation.Cli.Arguments;
using FfiIsolation.Cli.Calls;
using FfiIsolation.Cli.Printing;

namespace FfiIsolation.Cli.Demo;

/// <summary>What the calls of a scenario have given so far: named results, and the buffers under the names of their parameters.</summary>
internal sealed class NamedValues : INamedValues
{
    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);

    public bool TryFind(string name, out object? value) => _values.TryGetValue(name, out value);

    /// <summary>Takes in what a call gave. A later value of a name takes the place of an earlier one.</summary>
    public void Add(CallOutcome outcome, string? resultName)
    {
        foreach (OutputValue output in outcome.Outputs)
        {
            _values[output.Name] = ValueOf(output);
        }

        if (resultName != null && outcome.HasValue)
        {
            _values[resultName] = outcome.Value;
        }
    }

    // A single value is that value; everything else stays bytes, so that a later call gets exactly what this one left.
    private static object ValueOf(OutputValue output) =>
        output.Pointer is { } pointer ? pointer
        : OutputReading.Read(output.Pointee, output.Bytes) is object[] { Length: 1 } values ? values[0]
        : output.Bytes;
}
