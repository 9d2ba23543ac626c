// bench/Compare: see docs/benchmarks.md. The hidden verbs come by themselves: they are processes that are measured.
using FfiIsolation.Compare;
using FfiIsolation.Compare.Facts;
using FfiIsolation.Compare.Rows.Starts;

return args switch
{
    [ColdStart.Verb] => ColdStart.Run(),
    [IdleHost.Verb] => IdleHost.Run(),
    _ => CompareCommand.Run(args),
};
