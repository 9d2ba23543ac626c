namespace FfiIsolation.Renting;

/// <summary>
/// The pages that the worker is not to touch: those behind buffers, and those of buffers that were returned. What is wanted changes at once, by whoever rents or returns; what is so in the worker changes by
/// a call, in the session's turn. Its owner's lock guards it.
/// </summary>
internal sealed class ClosedPages
{
    private readonly PageRanges _wanted = new();
    private readonly PageRanges _made = new();

    /// <summary>Whether there is nothing to do.</summary>
    public bool AreMade => _wanted.All.SequenceEqual(_made.All);

    /// <summary>A buffer is out: its pages are open, the one behind them is not.</summary>
    public void Open(in RentedPlace place)
    {
        _wanted.Remove(new(place.FirstPage, place.GuardPage));
        _wanted.Add(new(place.GuardPage, place.GuardPage + 1));
    }

    /// <summary>A buffer was returned: nobody in the worker has a right to it.</summary>
    public void Close(in RentedPlace place) => _wanted.Add(new(place.FirstPage, place.GuardPage + 1));

    /// <summary>What is to be done in the worker; it counts as done.</summary>
    public IReadOnlyList<PageChange> Take()
    {
        PageChange[] changes = [.. _made.Except(_wanted).Select(pages => new PageChange(pages, Closes: false)), .. _wanted.Except(_made).Select(pages => new PageChange(pages, Closes: true))];
        foreach (PageChange change in changes)
        {
            Note(_made, change, change.Closes);
        }

        return changes;
    }

    /// <summary>A change could not be made, and is not tried again until its pages are rented or returned again.</summary>
    public void GiveUp(PageChange change)
    {
        Note(_made, change, !change.Closes);
        Note(_wanted, change, !change.Closes);
    }

    /// <summary>Whether the worker is to have a buffer as it should be.</summary>
    public bool IsOpen(in RentedPlace place) =>
        !_made.Overlaps(new(place.FirstPage, place.GuardPage)) && _made.Overlaps(new(place.GuardPage, place.GuardPage + 1));

    private static void Note(PageRanges pages, PageChange change, bool closed)
    {
        if (closed)
        {
            pages.Add(change.Pages);
        }
        else
        {
            pages.Remove(change.Pages);
        }
    }
}
