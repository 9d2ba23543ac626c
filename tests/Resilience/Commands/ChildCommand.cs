using System.CommandLine;
using FfiIsolation.Resilience.Chaos;

namespace FfiIsolation.Resilience.Commands;

/// <summary>One experiment in a process of its own: the chaos command starts this.</summary>
internal static class ChildCommand
{
    public static Command Create()
    {
        Argument<string> what = new Argument<string>("what").AcceptOnlyFromAmong(ChildProcess.Descriptors, ChildProcess.AddressSpace, ChildProcess.FileSize, ChildProcess.FirstHost, ChildProcess.FullFolder);
        Option<LaneChoice[]> lanes = Options.Lane();
        Option<int> seed = Options.Seed();
        var command = new Command("child") { what, lanes, seed };
        command.Hidden = true;
        command.SetAction((parsed, _) => Verdict.OfAsync(() => ChildProcess.BeAsync(parsed.GetValue(what)!, parsed.GetValue(lanes)![0], parsed.GetValue(seed))));
        return command;
    }
}
