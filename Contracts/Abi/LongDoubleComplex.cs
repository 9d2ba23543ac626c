namespace FfiIsolation;

/// <summary>A C <c>long double _Complex</c>, whose parts no .NET type can hold. <c>double _Complex</c> and the smaller ones are <see cref="System.Numerics.Complex"/>.</summary>
public readonly struct LongDoubleComplex : IEquatable<LongDoubleComplex>
{
    /// <summary>Creates the number of the given parts.</summary>
    /// <param name="real">The real part.</param>
    /// <param name="imaginary">The imaginary part.</param>
    public LongDoubleComplex(LongDouble real, LongDouble imaginary)
    {
        Real = real;
        Imaginary = imaginary;
    }

    /// <summary>The real part.</summary>
    public LongDouble Real { get; }

    /// <summary>The imaginary part.</summary>
    public LongDouble Imaginary { get; }

    /// <summary>Converts without loss.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator LongDoubleComplex(System.Numerics.Complex value) => new(value.Real, value.Imaginary);

    /// <summary>Rounds each part to the nearest <see cref="double"/>.</summary>
    /// <param name="value">The value.</param>
    public static explicit operator System.Numerics.Complex(LongDoubleComplex value) => new((double)value.Real, (double)value.Imaginary);

    /// <summary>Whether both parts are the same numbers; NaN equals nothing, as in C.</summary>
    /// <param name="left">One value.</param>
    /// <param name="right">The other.</param>
    /// <returns>True if they are.</returns>
    public static bool operator ==(LongDoubleComplex left, LongDoubleComplex right) => left.Real == right.Real && left.Imaginary == right.Imaginary;

    /// <summary>Whether a part differs.</summary>
    /// <param name="left">One value.</param>
    /// <param name="right">The other.</param>
    /// <returns>True if one does, or is NaN.</returns>
    public static bool operator !=(LongDoubleComplex left, LongDoubleComplex right) => !(left == right);

    /// <inheritdoc/>
    public bool Equals(LongDoubleComplex other) => Real.Equals(other.Real) && Imaginary.Equals(other.Imaginary);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is LongDoubleComplex other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (Real.GetHashCode() * 31) ^ Imaginary.GetHashCode();

    /// <summary>Both parts, such as <c>1 + 2i</c>.</summary>
    /// <returns>Text that shows each part without loss.</returns>
    public override string ToString()
    {
        string imaginary = Imaginary.ToString();
        return imaginary.StartsWith("-", StringComparison.Ordinal) ? $"{Real} - {imaginary.Substring(1)}i" : $"{Real} + {imaginary}i";
    }
}
