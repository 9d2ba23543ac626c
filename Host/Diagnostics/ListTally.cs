using System.Diagnostics;
using FfiIsolation.Calls;

namespace FfiIsolation.Diagnostics;

/// <summary>Counts the calls of a list by function and outcome: one measurement for each pair, however many calls there are. Kept from run to run, so that none of them allocates.</summary>
internal sealed class ListTally
{
    private const string Kind = "listed";

    private readonly CallLabels[] _functions;
    private readonly int[] _functionOf;
    private readonly int[] _counts;

    public ListTally(IReadOnlyList<ListedCall> calls)
    {
        FunctionTarget[] functions = [.. calls.Select(call => call.Target).Distinct()];
        _functions = [.. functions.Select(function => new CallLabels(function, calls[0].Function.Scope.Host.Options.Name))];
        _functionOf = [.. calls.Select(call => Array.IndexOf(functions, call.Target))];
        _counts = new int[functions.Length * CallOutcome.All.Count];
    }

    public int Calls => _functionOf.Length;

    public CallLabels LabelsOf(int call) => _functions[_functionOf[call]];

    public void Add(int call, string outcome)
    {
        int column = 0;
        while (CallOutcome.All[column] != outcome)
        {
            column++;
        }

        _counts[(_functionOf[call] * CallOutcome.All.Count) + column]++;
    }

    /// <summary>Tells what was counted, and begins anew.</summary>
    /// <param name="error">The type of what the list ended with, for the calls that did not return because of it; null where there is none.</param>
    /// <param name="noneRan">Whether that kept all calls from running. Where it did not, a call that was refused was so for its own arguments.</param>
    public void Tell(string? error, bool noneRan)
    {
        try
        {
            for (int i = 0; i < _counts.Length; i++)
            {
                if (_counts[i] != 0)
                {
                    Tell(i, error, noneRan);
                }
            }
        }
        finally
        {
            Array.Clear(_counts); // also where a listener throws
        }
    }

    private void Tell(int index, string? error, bool noneRan)
    {
        CallLabels labels = _functions[index / CallOutcome.All.Count];
        string outcome = CallOutcome.All[index % CallOutcome.All.Count];
        var tags = new TagList
        {
            { FfiAttributes.Function, labels.Function },
            { FfiAttributes.Library, labels.Library },
            { FfiAttributes.Host, labels.Host },
            { FfiAttributes.Kind, Kind },
            { FfiAttributes.Outcome, outcome },
        };
        string? its = outcome switch
        {
            CallOutcome.Completed => null,
            CallOutcome.Threw => typeof(CppException).FullName,
            CallOutcome.Rejected when !noneRan => null,
            _ => error,
        };
        if (its is not null)
        {
            tags.Add(FfiAttributes.ErrorType, its);
        }

        Telemetry.Calls.Add(_counts[index], tags);
    }
}
