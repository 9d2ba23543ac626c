namespace FfiIsolation.DebugInfo;

/// <summary>What the debug information of one file may cost. Few bytes of a file that anybody may have written can cost without bound: units that share tables, names that share text, entries that are looked at again for each that they lie in.</summary>
/// <param name="bytes">Of memory, about: what is unpacked, and what is kept of it.</param>
/// <param name="steps">Entries and attributes that are looked at for one question.</param>
internal sealed class DwarfBudget(long bytes, long steps)
{
    private readonly long _stepsOfQuestion = steps;
    private long _bytes = bytes;
    private long _steps = steps;

    /// <summary>For a report, which should not wait: 128 MiB, a second or two.</summary>
    public static DwarfBudget OfReport() => new(128L << 20, 16_000_000);

    /// <summary>For somebody who asks about a library: 2 GiB, a minute or two.</summary>
    public static DwarfBudget OfCheck() => new(2L << 30, 1_000_000_000);

    /// <summary>Before memory is taken that stays.</summary>
    /// <exception cref="DwarfBudgetException">There is no more.</exception>
    public void Keep(long count)
    {
        if (_bytes < 0 || (_bytes -= count) < 0)
        {
            throw new DwarfBudgetException();
        }
    }

    /// <summary>Before work is done.</summary>
    /// <exception cref="DwarfBudgetException">There is no more.</exception>
    public void Step(int count)
    {
        if (_steps < 0 || (_steps -= count) < 0)
        {
            throw new DwarfBudgetException();
        }
    }

    /// <summary>Another question has steps of its own; memory that is kept stays. After the end there are no more: what was being made then is half made.</summary>
    public void Renew() => _steps = _steps < 0 ? _steps : _stepsOfQuestion;
}
