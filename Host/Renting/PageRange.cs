namespace FfiIsolation.Renting;

/// <summary>Pages from one up to, and not with, another.</summary>
internal readonly record struct PageRange(long First, long End)
{
    public long Count => End - First;
}
