using System.Runtime.InteropServices;
using System.Text;
using FfiIsolation.Cli.Calls;
using FfiIsolation.Cli.Commands;
using FfiIsolation.Cli.Host;
using FfiIsolation.Cli.Printing;
using FfiIsolation.Headers;

// UTF-8 whatever the locale says: text from C is UTF-8 here.
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

// From the first moment, not only from when the command line has been read. A second signal ends the process as it would any other.
using var cancelled = new CancellationTokenSource();
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
Terminal terminal = Terminal.OfProcess();
try
{
    HostStarter start = (options, libraryWrote, token) => CallHost.StartAsync(options, libraryWrote, warning => Tell("ffi: warning: " + warning), token);
    return await new FfiCommandLine(terminal, start, new DemoStage(start), new HeaderReader()).RunAsync(args, cancelled.Token);
}
catch (Exception error)
{
    // Output that cannot be written (its reader is gone, the disk is full), or a mistake of this program. Either way, no stack for whoever typed a line.
    bool isOutput = error is IOException or UnauthorizedAccessException;
    Tell(isOutput ? $"ffi: cannot read or write: {error.Message}" : $"ffi: {error.GetType().Name}: {error.Message}");
    return isOutput ? ExitCode.InputOutput : ExitCode.Failed;
}

static void Tell(string text)
{
    try
    {
        Console.Error.WriteLine(text);
    }
    catch (Exception error) when (error is IOException or UnauthorizedAccessException)
    {
        // Standard error is closed too: the exit status is all that is left.
    }
}

void Cancel(PosixSignalContext signal)
{
    signal.Cancel = !cancelled.IsCancellationRequested;
    cancelled.Cancel();
}
