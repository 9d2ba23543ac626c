using System.Collections;

namespace FfiIsolation.Workers;

/// <summary>Decides what environment a worker starts with.</summary>
internal static class WorkerEnvironment
{
    /// <summary>The variable that tells the worker's constructor where the pipe is.</summary>
    public const string Pipe = "FFI_PIPE";

    // The first generation of the worker's heap, 1 MiB in hexadecimal: the default follows the processor's cache and would cost 20 MB in each worker.
    private const string SmallHeap = "DOTNET_GCgen0size=100000";

    // Settings of a managed runtime are meant for the host. A worker that wrote dumps or waited for a debugger would answer late or never.
    private static readonly string[] s_removedPrefixes = ["DOTNET_", "COMPlus_", "CORECLR_", "FFI_"];

    private const string Preload = "LD_PRELOAD";

    /// <param name="preload">What the worker loads before anything else, and before what its host does; null for nothing.</param>
    public static List<string> Create(IDictionary own, string pipe, string? preload = null)
    {
        List<string> environment = [$"{Pipe}={pipe}", SmallHeap];
        foreach (DictionaryEntry entry in own)
        {
            string name = (string)entry.Key;
            if (preload is not null && name == Preload)
            {
                continue;
            }

            if (!s_removedPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
            {
                environment.Add($"{name}={entry.Value}");
            }
        }

        if (preload is not null)
        {
            environment.Add($"{Preload}={preload}{(own[Preload] is string { Length: > 0 } others ? ":" + others : "")}");
        }

        return environment;
    }
}
