using System.CommandLine;
using FfiIsolation.Cli.Calls;
using FfiIsolation.Cli.Doctor;
using FfiIsolation.Cli.Printing;
using Spectre.Console;

namespace FfiIsolation.Cli.Commands;

/// <summary><c>ffi doctor</c>: says what this platform offers, by trying it.</summary>
internal sealed class DoctorCommand
{
    private readonly Terminal _terminal;
    private readonly HostStarter _startHost;

    public DoctorCommand(Terminal terminal, HostStarter startHost)
    {
        _terminal = terminal;
        _startHost = startHost;
        Command = new Command("doctor", "Say what this platform offers: worker, guard, lanes, limits.");
        Command.SetAction(RunAsync);
    }

    public Command Command { get; }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        IReadOnlyList<Finding> findings;
        try
        {
            findings = await new Examination(_startHost).RunAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _terminal.Error.WriteLine("ffi: cancelled");
            return ExitCode.Stopped;
        }

        IAnsiConsole console = _terminal.Formatted();
        foreach (Finding finding in findings)
        {
            string mark = finding.IsGood ? "[green]✓[/]" : "[red]✗[/]";
            console.MarkupLine($"{mark} {Markup.Escape(finding.Subject),-10} {Markup.Escape(finding.Text)}");
        }

        return findings.All(finding => finding.IsGood) ? ExitCode.Completed : ExitCode.Unavailable;
    }
}
