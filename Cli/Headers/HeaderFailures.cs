using FfiIsolation.Cli.Commands;
using FfiIsolation.Cli.Printing;

namespace FfiIsolation.Cli.Headers;

/// <summary>What can go wrong while a header is read, and how that is told.</summary>
internal static class HeaderFailures
{
    public static bool Is(Exception error) => error is HeaderException or CallFailedException or CallRejectedException or WorkerUnavailableException or OperationCanceledException;

    public static FileNotFoundException NotFound(string header) => new(
        Directory.Exists(header) ? $"'{header}' is a directory: name a header in it" : $"there is no header '{header}', as a path, in the folders of -I or in the usual ones");

    /// <summary>A header that leaves nothing because of its mistakes is no empty header: <c>#error</c>, one that includes itself, a file that is none.</summary>
    /// <remarks>Functions of what it includes count: there are headers that do nothing else.</remarks>
    /// <exception cref="HeaderException">It is such a one.</exception>
    public static HeaderContent RefuseUnread(HeaderContent content) =>
        content.Errors is not [var first, ..] || content.Constants.Count > 0 || content.Declarations.Any(one => one.Mistake is null && (one.IsOwn || one.Kind == HeaderKind.Function)) ? content
        : throw new HeaderException($"clang understands nothing of the header {content.Path}: {first}{ClangRemedies.For(first)}");

    /// <summary>libclang does not come back: macros that double each other, for one.</summary>
    public static HeaderException TooSlow(string path, CallTimeoutException late) => new($"libclang does not come to an end with the header {path}: {late.Message}", late);

    /// <summary>A crash of libclang with its report, anything else in a sentence.</summary>
    /// <returns>The exit status.</returns>
    public static int Tell(Terminal terminal, Exception error)
    {
        terminal.Error.WriteLine(error is NativeCrashException crash ? $"ffi: libclang did not survive the header: {crash.Report.ToString().TrimEnd()}" : "ffi: " + ErrorText.Of(error));
        return error switch
        {
            HeaderException { InnerException: CallTimeoutException } => ExitCode.Stopped,
            HeaderException or WorkerUnavailableException or CallRejectedException => ExitCode.Unavailable,
            OperationCanceledException or CallTimeoutException => ExitCode.Stopped,
            _ => ExitCode.Failed,
        };
    }
}
