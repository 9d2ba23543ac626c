using FfiIsolation.Calls;
using Polly;

namespace FfiIsolation.Testing;

/// <summary>The faults of one function, as a pipeline of Polly's chaos strategies that each call of it goes through before it is made. Immutable.</summary>
internal sealed class FaultPipeline
{
    /// <summary>The function that is called, for the faults that need to know.</summary>
    public static readonly ResiliencePropertyKey<FunctionTarget> Function = new("FfiIsolation.Function");

    /// <summary>What is called in its place; not set while no fault has hit the call.</summary>
    public static readonly ResiliencePropertyKey<FunctionTarget> Chosen = new("FfiIsolation.Chosen");

    private readonly Action<ResiliencePipelineBuilder>[] _strategies;
    private readonly ResiliencePipeline _pipeline;

    private FaultPipeline(Action<ResiliencePipelineBuilder>[] strategies)
    {
        _strategies = strategies;
        var builder = new ResiliencePipelineBuilder();
        foreach (Action<ResiliencePipelineBuilder> add in strategies)
        {
            add(builder);
        }

        _pipeline = builder.Build();
    }

    public static FaultPipeline Empty { get; } = new([]);

    /// <summary>The same with one more fault, which hits a call only if none of those before does.</summary>
    public FaultPipeline With(Action<ResiliencePipelineBuilder> strategy) => new([.. _strategies, strategy]);

    public FunctionTarget Choose(FunctionTarget function)
    {
        ResilienceContext context = ResilienceContextPool.Shared.Get();
        try
        {
            context.Properties.Set(Function, function);
            _pipeline.Execute(static _ => { }, context);
            return context.Properties.GetValue(Chosen, function);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }
}
