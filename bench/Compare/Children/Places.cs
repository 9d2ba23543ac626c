namespace FfiIsolation.Compare.Children;

/// <summary>Where the other programs lie.</summary>
internal static class Places
{
    public static string Limits { get; } = Path.Combine(AppContext.BaseDirectory, "native", "bench_limits");

    public static string Targets { get; } = Path.Combine(AppContext.BaseDirectory, "native", "libbench_targets.so");

    /// <summary>The same functions without debug information.</summary>
    public static string SilentTargets { get; } = Path.Combine(AppContext.BaseDirectory, "native", "libbench_silent.so");

    /// <summary>The header of both.</summary>
    public static string TargetsHeader { get; } = Path.Combine(AppContext.BaseDirectory, "native", "targets.h");

    /// <summary>artifacts/bin/Peer/release beside artifacts/bin/Compare/release.</summary>
    public static string Peer { get; } = Path.GetFullPath(
        Path.Combine(AppContext.BaseDirectory, "../../Peer", Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), "FfiIsolation.BenchPeer"));

    public static string Python(string script) => Path.Combine(AppContext.BaseDirectory, "python", script);
}
