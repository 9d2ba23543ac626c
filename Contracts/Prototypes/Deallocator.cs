namespace FfiIsolation;

/// <summary>One <c>__attribute__((malloc(function, parameter)))</c>: a function that frees what this one returns.</summary>
public sealed class Deallocator : IEquatable<Deallocator>
{
    internal Deallocator(string functionName, int parameterIndex)
    {
        FunctionName = functionName;
        ParameterIndex = parameterIndex;
    }

    /// <summary>The function that frees, such as <c>free</c> or <c>sqlite3_free</c>.</summary>
    public string FunctionName { get; }

    /// <summary>Which parameter of that function takes the pointer.</summary>
    /// <value>From 0; C text counts from 1 and leaves 1 out.</value>
    public int ParameterIndex { get; }

    /// <inheritdoc/>
    public bool Equals(Deallocator? other) =>
        other is not null && other.FunctionName == FunctionName && other.ParameterIndex == ParameterIndex;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Deallocator);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(FunctionName) + ParameterIndex;

    /// <summary>The attribute as C writes it, such as <c>malloc(free)</c>.</summary>
    /// <returns>C text.</returns>
    public override string ToString() =>
        ParameterIndex == 0 ? $"malloc({FunctionName})" : $"malloc({FunctionName}, {ParameterIndex + 1})";
}
