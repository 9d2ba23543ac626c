using System.CommandLine;
using System.CommandLine.Invocation;
using FfiIsolation.Rpc;

namespace FfiIsolation.Cli.Commands;

/// <summary>Prints the product's version alone.</summary>
internal sealed class VersionAction : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine(ProductVersion.Value);
        return ExitCode.Completed;
    }
}
