namespace FfiIsolation;

/// <summary>One name of an enum, with its value. Immutable.</summary>
public sealed class EnumConstant : IEquatable<EnumConstant>
{
    internal EnumConstant(string name, long value)
    {
        Name = name;
        Value = value;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its value.</summary>
    /// <value>For an enum whose type is <c>unsigned long</c>, the same 64 bits, read as signed.</value>
    public long Value { get; }

    /// <inheritdoc/>
    public bool Equals(EnumConstant? other) => other is not null && other.Name == Name && other.Value == Value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as EnumConstant);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Name);

    /// <summary>Name and value as C writes them, such as <c>RED = 1</c>.</summary>
    /// <returns>C text.</returns>
    public override string ToString() => FormattableString.Invariant($"{Name} = {Value}");
}
