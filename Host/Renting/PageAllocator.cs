// Which pages of the arena are free. It is the host's own list; nothing of it lies in shared memory.
namespace FfiIsolation.Renting;

internal sealed class PageAllocator
{
    private readonly PageRanges _free = new();

    public PageAllocator(long pages)
    {
        Pages = pages;
        _free.Add(new(0, pages));
    }

    public long Pages { get; }

    /// <summary>The number of free ranges: one where nothing is taken, and at most one more than there are taken ones.</summary>
    public int Ranges => _free.All.Count;

    public long Largest => _free.All.Select(range => range.Count).DefaultIfEmpty().Max();

    /// <summary>Takes the lowest free range that is long enough, so that what is rented and returned again and again lies at the same place.</summary>
    /// <returns>The first page, or -1 where no range is long enough.</returns>
    public long Take(long count)
    {
        foreach (PageRange range in _free.All)
        {
            if (range.Count >= count)
            {
                _free.Remove(new(range.First, range.First + count));
                return range.First;
            }
        }

        return -1;
    }

    /// <summary>Takes a range back, whole.</summary>
    public void Give(long first, long count) => _free.Add(new(first, first + count));
}
