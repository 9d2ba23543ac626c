// Which pages of the arena are free: ranges in their order, neighbours joined. It is the host's own list; nothing of it lies in shared memory.
namespace FfiIsolation.Renting;

internal sealed class PageAllocator
{
    private readonly List<(long First, long Count)> _free = [];

    public PageAllocator(long pages)
    {
        Pages = pages;
        if (pages > 0)
        {
            _free.Add((0, pages));
        }
    }

    public long Pages { get; }

    /// <summary>The number of free ranges: one where nothing is taken, and at most one more than there are taken ones.</summary>
    public int Ranges => _free.Count;

    public long Largest
    {
        get
        {
            long largest = 0;
            foreach ((_, long count) in _free)
            {
                largest = Math.Max(largest, count);
            }

            return largest;
        }
    }

    /// <summary>Takes the lowest free range that is long enough, so that what is rented and returned again and again lies at the same place.</summary>
    /// <returns>The first page, or -1 where no range is long enough.</returns>
    public long Take(long count)
    {
        for (int i = 0; i < _free.Count; i++)
        {
            (long first, long free) = _free[i];
            if (free > count)
            {
                _free[i] = (first + count, free - count);
                return first;
            }

            if (free == count)
            {
                _free.RemoveAt(i);
                return first;
            }
        }

        return -1;
    }

    /// <summary>Takes a range back, whole.</summary>
    public void Give(long first, long count)
    {
        int next = IndexBehind(first);
        if (next < _free.Count && first + count == _free[next].First)
        {
            count += _free[next].Count;
            _free.RemoveAt(next);
        }

        if (next > 0 && _free[next - 1].First + _free[next - 1].Count == first)
        {
            _free[next - 1] = (_free[next - 1].First, _free[next - 1].Count + count);
        }
        else
        {
            _free.Insert(next, (first, count));
        }
    }

    /// <summary>The index of the first free range behind a page that is taken.</summary>
    private int IndexBehind(long page)
    {
        int low = 0, high = _free.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _free[middle].First < page ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
