using System.Runtime.CompilerServices;

namespace FfiIsolation;

/// <summary>Collects what is wrong with options, so that all of it is told at once.</summary>
internal sealed class OptionMistakes
{
    private readonly List<string> _mistakes = [];

    public IReadOnlyList<string> Found => _mistakes;

    // One for each kind, and no generic comparer: those of our own types would be compiled when a program starts its first host.
    public void Check(string name, long value, long minimum, long maximum)
    {
        if (value < minimum || value > maximum)
        {
            AddRange(name, value, minimum, maximum);
        }
    }

    public void Check(string name, TimeSpan value, TimeSpan minimum, TimeSpan maximum)
    {
        if (value < minimum || value > maximum)
        {
            AddRange(name, value, minimum, maximum);
        }
    }

    /// <summary>For an enum whose values follow each other.</summary>
    public void CheckEnum<T>(string name, T value, T minimum, T maximum)
        where T : unmanaged, Enum
    {
        if (Unsafe.BitCast<T, int>(value) < Unsafe.BitCast<T, int>(minimum) || Unsafe.BitCast<T, int>(value) > Unsafe.BitCast<T, int>(maximum))
        {
            AddRange(name, value, minimum, maximum);
        }
    }

    /// <summary>The same for a time that may be infinite.</summary>
    public void CheckTime(string name, TimeSpan value, TimeSpan minimum, TimeSpan maximum)
    {
        if (value != Timeout.InfiniteTimeSpan)
        {
            Check(name, value, minimum, maximum);
        }
    }

    public void CheckNotNull(string name, object? value)
    {
        if (value is null)
        {
            _mistakes.Add($"{name} is null.");
        }
    }

    public void Add(string mistake) => _mistakes.Add(mistake);

    private void AddRange(string name, object value, object minimum, object maximum) => _mistakes.Add($"{name} is {value}; it must be from {minimum} to {maximum}.");

    /// <param name="parameter">The parameter that they came as.</param>
    public void ThrowIfAny(string parameter = "options")
    {
        if (_mistakes.Count > 0)
        {
            throw new ArgumentException(string.Join(Environment.NewLine, _mistakes), parameter);
        }
    }
}
