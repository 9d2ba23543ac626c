using FfiIsolation.Calls;
using Polly;

namespace FfiIsolation.Testing;

/// <summary>The faults of one function, as a pipeline of Polly's chaos strategies that each call of it goes through before it is made.</summary>
internal sealed class FaultySpot
{
    /// <summary>The function that is called, for the faults that need to know.</summary>
    public static readonly ResiliencePropertyKey<FunctionTarget> Function = new("FfiIsolation.Function");

    /// <summary>Which of the calls of a list it is.</summary>
    public static readonly ResiliencePropertyKey<int> Place = new("FfiIsolation.Place");

    /// <summary>The number of the call, from 1, counted from the first fault on.</summary>
    public static readonly ResiliencePropertyKey<long> Number = new("FfiIsolation.Number");

    /// <summary>What is called in its place; not set while no fault has hit the call.</summary>
    public static readonly ResiliencePropertyKey<FunctionTarget> Chosen = new("FfiIsolation.Chosen");

    private readonly Lock _lock = new();

    // Guarded by _lock: a fault that is added between two calls counts the second one as its first.
    private readonly List<Action<ResiliencePipelineBuilder>> _strategies = [];
    private ResiliencePipeline _pipeline = ResiliencePipeline.Empty;
    private long _calls;

    /// <summary>Adds a fault, which hits a call only if none of those before does.</summary>
    public void Add(InjectedFault fault, Action<ResiliencePipelineBuilder> strategy)
    {
        lock (_lock)
        {
            fault.CallsBefore = _calls;
            _strategies.Add(strategy);
            var builder = new ResiliencePipelineBuilder();
            _strategies.ForEach(add => add(builder));
            _pipeline = builder.Build();
        }
    }

    public FunctionTarget Choose(FunctionTarget function, int place)
    {
        ResiliencePipeline pipeline;
        long number;
        lock (_lock)
        {
            pipeline = _pipeline;
            number = ++_calls;
        }

        ResilienceContext context = ResilienceContextPool.Shared.Get();
        try
        {
            context.Properties.Set(Function, function);
            context.Properties.Set(Place, place);
            context.Properties.Set(Number, number);
            pipeline.Execute(static _ => { }, context);
            return context.Properties.GetValue(Chosen, function);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }
}
