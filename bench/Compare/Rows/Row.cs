using FfiIsolation.Measuring;

namespace FfiIsolation.Compare.Rows;

/// <summary>One line of the comparison.</summary>
/// <param name="name">As it stands in table, plot and JSON.</param>
/// <param name="work">What is done, in a few words.</param>
/// <param name="goal">What it is held against; null for nothing.</param>
internal abstract class Row(string name, string work, Goal? goal = null)
{
    public string Name => name;

    public string Work => work;

    public Goal? Goal => goal;

    /// <summary>Whether it goes into the JSON, which has fixed names.</summary>
    public virtual bool IsListed => true;

    /// <summary>Does the work and times it. Called on a thread of its own.</summary>
    /// <exception cref="RowUnavailableException">It cannot be done on this machine.</exception>
    public abstract Task<Measurement> MeasureAsync(RowContext context);
}
