// tests/Fuzz: see docs/fuzzing.md. An input that a decoder does not take ends it with status 1, and is kept to be tried again.
using System.CommandLine;
using FfiIsolation.Fuzz.Decoders;
using FfiIsolation.Fuzz.Running;

var inputs = new Option<long>("--inputs") { Description = "Inputs for each decoder.", DefaultValueFactory = _ => 1_000_000 };
var seed = new Option<ulong>("--seed") { Description = "Where the inputs come from: the same seed, the same inputs.", DefaultValueFactory = _ => 1 };
var first = new Option<long>("--first") { Description = "The number of the first input: to go on, or to repeat one.", DefaultValueFactory = _ => 0 };
var decoder = new Option<string[]>("--decoder") { Description = $"Which: {string.Join(", ", Catalogue.Names)}. All, where it is left out.", AllowMultipleArgumentsPerToken = true };
var replay = new Option<FileInfo?>("--replay") { Description = "Tries one input that was kept, with the decoder that --decoder names." };
var child = new Option<bool>("--child") { Hidden = true };
inputs.Validators.Add(result =>
{
    if (result.GetValue(inputs) is < 1 or > 1_000_000_000)
    {
        result.AddError("--inputs: from 1 to 1,000,000,000.");
    }
});
decoder.Validators.Add(result =>
{
    foreach (string name in result.GetValue(decoder) ?? [])
    {
        if (Catalogue.Find(name) is null)
        {
            result.AddError($"There is no decoder '{name}'; there are: {string.Join(", ", Catalogue.Names)}.");
        }
    }
});
var command = new RootCommand("Damaged and random bytes for every decoder that the host has.") { inputs, seed, first, decoder, replay, child };
command.SetAction(parsed =>
{
    string[] names = parsed.GetValue(decoder) is { Length: > 0 } some ? some : Catalogue.Names;
    var work = new FuzzWork(names[0], parsed.GetValue(seed), parsed.GetValue(first), parsed.GetValue(inputs));
    return parsed.GetValue(replay) is { } file ? Replay.Run(names, file)
        : parsed.GetValue(child) ? ChildRun.Run(work)
        : ParentRun.Run(names, work);
});
return command.Parse(args).Invoke();
