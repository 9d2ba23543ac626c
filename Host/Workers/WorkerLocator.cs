// Finds the worker's executable: one rule for the source tree, tests, an application's output and a package.
namespace FfiIsolation.Workers;

internal static class WorkerLocator
{
    public const string EnvironmentVariable = "FFI_ISOLATION_WORKER";

    private const string RelativePath = "worker/ffi-worker";

    /// <summary>The first that exists: the option, the environment variable, beside the application, beside this library.</summary>
    /// <exception cref="WorkerUnavailableException">None exists; lists every path looked at.</exception>
    public static string Find(string? option, Func<string, string?> environment, Func<string, bool> exists)
    {
        // What somebody asked for by name is used or refused, never passed over in silence.
        string? asked = option ?? environment(EnvironmentVariable);
        if (!string.IsNullOrEmpty(asked))
        {
            return exists(asked) ? Path.GetFullPath(asked) : throw NotFound([asked]);
        }

        string[] candidates =
        [
            Path.Combine(AppContext.BaseDirectory, RelativePath),
            Path.Combine(Path.GetDirectoryName(typeof(WorkerLocator).Assembly.Location) is { Length: > 0 } directory ? directory : ".", RelativePath),
        ];
        return candidates.FirstOrDefault(exists) ?? throw NotFound(candidates);
    }

    private static WorkerUnavailableException NotFound(IEnumerable<string> candidates) =>
        new($"The worker executable was not found. Looked at: {string.Join(", ", candidates.Distinct())}. "
            + $"Set {nameof(NativeHostOptions)}.{nameof(NativeHostOptions.WorkerPath)} or the environment variable {EnvironmentVariable}.");
}
