namespace FfiIsolation.Lanes;

/// <summary>Whether a wait is over although no word changed: what a dead worker's memory says is no longer up to the host alone, if it left a child.</summary>
internal sealed class LaneEnd
{
    private volatile bool _isOver;

    public bool IsOver
    {
        get => _isOver;
        set => _isOver = value;
    }
}
