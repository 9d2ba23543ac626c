namespace FfiIsolation.Compare.Rows;

/// <summary>Something to know that is no time per call: printed, not in the JSON.</summary>
internal abstract class Fact(string name)
{
    public string Name => name;

    /// <summary>Finds out, and says it in one line.</summary>
    public abstract Task<string> FindAsync(RowContext context);
}
