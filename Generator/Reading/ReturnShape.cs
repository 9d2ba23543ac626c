using Microsoft.CodeAnalysis;

namespace FfiIsolation.Generator.Reading;

/// <summary>What a method returns: at once, or by a task.</summary>
/// <param name="Task">The task's name as people write it; null for a synchronous method.</param>
/// <param name="Type">What it returns, without the task; null for nothing.</param>
internal sealed record ReturnShape(string? Task, ITypeSymbol? Type)
{
    public bool IsAsync => Task is not null;

    public static ReturnShape Of(IMethodSymbol method) => method.ReturnType switch
    {
        INamedTypeSymbol type when Symbols.Is(type, KnownNames.Task) => new("Task", null),
        INamedTypeSymbol type when Symbols.Is(type, KnownNames.TaskOfT) => new("Task", type.TypeArguments[0]),
        INamedTypeSymbol type when Symbols.Is(type, KnownNames.ValueTask) => new("ValueTask", null),
        INamedTypeSymbol type when Symbols.Is(type, KnownNames.ValueTaskOfT) => new("ValueTask", type.TypeArguments[0]),
        _ => new(null, method.ReturnsVoid ? null : method.ReturnType),
    };
}
