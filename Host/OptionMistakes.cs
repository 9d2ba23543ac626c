namespace FfiIsolation;

/// <summary>Collects what is wrong with options, so that all of it is told at once.</summary>
internal sealed class OptionMistakes
{
    private readonly List<string> _mistakes = [];

    public IReadOnlyList<string> Found => _mistakes;

    public void Check<T>(string name, T value, T minimum, T maximum)
        where T : notnull
    {
        if (Comparer<T>.Default.Compare(value, minimum) < 0 || Comparer<T>.Default.Compare(value, maximum) > 0)
        {
            _mistakes.Add($"{name} is {value}; it must be from {minimum} to {maximum}.");
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

    /// <param name="parameter">The parameter that they came as.</param>
    public void ThrowIfAny(string parameter = "options")
    {
        if (_mistakes.Count > 0)
        {
            throw new ArgumentException(string.Join(Environment.NewLine, _mistakes), parameter);
        }
    }
}
