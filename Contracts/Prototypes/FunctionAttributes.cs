namespace FfiIsolation;

/// <summary>What the attributes of a function say about the function itself.</summary>
internal sealed class FunctionAttributes
{
    public bool IsConst { get; set; }

    public bool IsPure { get; set; }

    public bool IsNoReturn { get; set; }

    public bool IsMalloc { get; set; }

    /// <summary>Null where no attribute says one.</summary>
    public CallConvention? Convention { get; set; }

    public List<Deallocator> Deallocators { get; } = new();
}
