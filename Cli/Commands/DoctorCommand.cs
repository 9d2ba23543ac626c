using System.CommandLine;
using FfiIsolation.Cli.Calls;
using FfiIsolation.Cli.Printing;

namespace FfiIsolation.Cli.Commands;

/// <summary><c>ffi doctor</c>: says what this platform offers, by trying it.</summary>
internal sealed class DoctorCommand
{
    private readonly Terminal _terminal;
    private readonly Func<NativeHostOptions, CancellationToken, ValueTask<ICallHost>> _startHost;

    public DoctorCommand(Terminal terminal, Func<NativeHostOptions, CancellationToken, ValueTask<ICallHost>> startHost)
    {
        _terminal = terminal;
        _startHost = startHost;
        Command = new Command("doctor", "Say what this platform offers: worker, guard, lanes, limits.");
        Command.SetAction((_, cancellationToken) => Task.FromResult(0));
    }

    public Command Command { get; }
}
