using System.Text;
using FfiIsolation.Cli.Commands;
using FfiIsolation.Cli.Demo;
using FfiIsolation.Cli.Host;
using FfiIsolation.Cli.Printing;

// UTF-8 whatever the locale says: text from C is UTF-8 here.
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
Terminal terminal = Terminal.OfProcess();
try
{
    return await new FfiCommandLine(terminal, CallHost.StartAsync, new DemoStage(CallHost.StartAsync)).RunAsync(args);
}
catch (Exception error)
{
    // Output that cannot be written (its reader is gone, the disk is full), or a mistake of this program. Either way, no stack for whoever typed a line.
    Console.Error.WriteLine($"ffi: {error.GetType().Name}: {error.Message}");
    return ExitCode.Failed;
}
