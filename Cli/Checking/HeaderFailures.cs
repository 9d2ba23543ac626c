using FfiIsolation.Cli.Commands;
using FfiIsolation.Cli.Printing;
using FfiIsolation.Headers;

namespace FfiIsolation.Cli.Checking;

/// <summary>How it is told that a header cannot be read.</summary>
internal static class HeaderFailures
{
    public static bool Is(Exception error) => error is HeaderException or CallFailedException or CallRejectedException or WorkerUnavailableException or OperationCanceledException;

    public static FileNotFoundException NotFound(string header) => new(
        Directory.Exists(header) ? $"'{header}' is a directory: name a header in it" : $"there is no header '{header}', as a path, in the folders of -I or in the usual ones");

    /// <summary>A crash of libclang with its report, anything else in a sentence.</summary>
    /// <returns>The exit status.</returns>
    public static int Tell(Terminal terminal, Exception error)
    {
        terminal.Error.WriteLine(error is NativeCrashException crash ? $"ffi: libclang did not survive the header: {crash.Report.ToString().TrimEnd()}" : "ffi: " + ErrorText.Of(error));
        return error switch
        {
            HeaderException { IsTooSlow: true } => ExitCode.Stopped,
            HeaderException or WorkerUnavailableException or CallRejectedException => ExitCode.Unavailable,
            OperationCanceledException or CallTimeoutException => ExitCode.Stopped,
            _ => ExitCode.Failed,
        };
    }
}
