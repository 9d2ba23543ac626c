// Finds the worker's executable: one rule for the source tree, tests, an application's output and a package.
namespace FfiIsolation.Workers;

internal static class WorkerLocator
{
    public const string EnvironmentVariable = "FFI_ISOLATION_WORKER";

    private const string Name = "ffi-worker";

    /// <summary>Where it lies in a folder: from the source tree; from the package, in an application for any platform, and in one for this.</summary>
    private static readonly string[] s_relativePaths = [$"worker/{Name}", $"runtimes/linux-x64/native/{Name}", Name];

    /// <summary>The first that exists: the option, the environment variable, beside the application, beside this library.</summary>
    /// <param name="found">What is done with one that nobody has asked for by name: that file is the package's, another one its owner's.</param>
    /// <exception cref="WorkerUnavailableException">None exists; lists every path looked at.</exception>
    public static string Find(string? option, Func<string, string?> environment, Func<string, bool> exists, Action<string>? found = null)
    {
        // What somebody asked for by name is used or refused, never passed over in silence.
        string? asked = option ?? environment(EnvironmentVariable);
        if (!string.IsNullOrEmpty(asked))
        {
            return exists(asked) ? Path.GetFullPath(asked) : throw NotFound([asked]);
        }

        string own = Path.GetDirectoryName(typeof(WorkerLocator).Assembly.Location) is { Length: > 0 } directory ? directory : ".";
        string[] candidates = [.. new[] { AppContext.BaseDirectory, own }.SelectMany(folder => s_relativePaths.Select(path => Path.Combine(folder, path)))];
        string path = candidates.FirstOrDefault(exists) ?? throw NotFound(candidates);
        found?.Invoke(path);
        return path;
    }

    private static WorkerUnavailableException NotFound(IEnumerable<string> candidates) =>
        new($"The worker executable was not found. Looked at: {string.Join(", ", candidates.Distinct())}. "
            + $"Set {nameof(NativeHostOptions)}.{nameof(NativeHostOptions.WorkerPath)} or the environment variable {EnvironmentVariable}.");
}
