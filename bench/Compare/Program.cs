// bench/Compare: see docs/benchmarks.md. The hidden verb comes first and by itself: it is the cold start that is measured.
using FfiIsolation.Compare;
using FfiIsolation.Compare.Rows.Starts;

return args is [ColdStart.Verb] ? ColdStart.Run() : CompareCommand.Run(args);
