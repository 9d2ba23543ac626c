namespace FfiIsolation.Renting;

/// <summary>A set of pages: ranges in their order, neighbours joined.</summary>
internal sealed class PageRanges
{
    private readonly List<PageRange> _ranges = [];

    public IReadOnlyList<PageRange> All => _ranges;

    public bool Overlaps(PageRange pages) => pages.Count > 0 && FirstThatEndsBehind(pages.First) is var at && at < _ranges.Count && _ranges[at].First < pages.End;

    /// <summary>Adds pages. Those that are there already stay.</summary>
    public void Add(PageRange pages)
    {
        int at = FirstThatEndsBehind(pages.First - 1), next = at;
        for (; next < _ranges.Count && _ranges[next].First <= pages.End; next++)
        {
            pages = new(Math.Min(pages.First, _ranges[next].First), Math.Max(pages.End, _ranges[next].End));
        }

        _ranges.RemoveRange(at, next - at);
        if (pages.Count > 0)
        {
            _ranges.Insert(at, pages);
        }
    }

    /// <summary>Removes pages, as far as they are there.</summary>
    public void Remove(PageRange pages)
    {
        int at = FirstThatEndsBehind(pages.First);
        while (pages.Count > 0 && at < _ranges.Count && _ranges[at].First < pages.End)
        {
            PageRange cut = _ranges[at];
            _ranges.RemoveAt(at);
            if (cut.First < pages.First)
            {
                _ranges.Insert(at++, new(cut.First, pages.First));
            }

            if (cut.End > pages.End)
            {
                _ranges.Insert(at, new(pages.End, cut.End));
            }
        }
    }

    /// <summary>The pages that are here and not in another set. Both are gone through once.</summary>
    public IReadOnlyList<PageRange> Except(PageRanges other)
    {
        var rest = new List<PageRange>();
        int at = 0;
        foreach (PageRange pages in _ranges)
        {
            long first = pages.First;
            while (at < other._ranges.Count && other._ranges[at].End <= first)
            {
                at++;
            }

            for (int next = at; next < other._ranges.Count && other._ranges[next].First < pages.End; next++)
            {
                Keep(first, other._ranges[next].First);
                first = other._ranges[next].End;
            }

            Keep(first, pages.End);
        }

        return rest;

        void Keep(long first, long end)
        {
            if (first < end)
            {
                rest.Add(new(first, end));
            }
        }
    }

    private int FirstThatEndsBehind(long page)
    {
        int low = 0, high = _ranges.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _ranges[middle].End <= page ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
