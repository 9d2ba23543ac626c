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
    return await new FfiCommandLine(terminal, CallHost.Starter(terminal), new DemoStage(CallHost.Starter(terminal))).RunAsync(args);
}
catch (IOException error)
{
    // Whoever read the output is gone, or the disk is full.
    Console.Error.WriteLine("ffi: " + error.Message);
    return ExitCode.Failed;
}
