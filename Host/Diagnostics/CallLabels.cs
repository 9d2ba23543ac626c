using FfiIsolation.Calls;

namespace FfiIsolation.Diagnostics;

/// <summary>What a function is called in metrics and traces; made once for each.</summary>
internal sealed class CallLabels(FunctionTarget function, string host)
{
    public string Function { get; } = function.Prototype.Name;

    public string Library { get; } = Path.GetFileName(function.LibraryPath);

    public string Host { get; } = host;
}
