using FfiIsolation.Renting;

namespace FfiIsolation.Tests.Renting;

public sealed class ClosedPagesTests
{
    private static readonly RentedPlace s_place = new(1, FirstPage: 10, PageCount: 4, Bytes: 12_000);

    [Fact]
    public void The_page_behind_a_buffer_is_closed_and_the_others_when_it_is_returned()
    {
        var pages = new ClosedPages();
        pages.Open(s_place);
        Assert.False(pages.IsOpen(s_place));
        Assert.Equal([new PageChange(new(13, 14), Closes: true)], pages.Take());
        Assert.True(pages.IsOpen(s_place));
        Assert.Empty(pages.Take());
        Assert.True(pages.AreMade);
        pages.Close(s_place);
        Assert.False(pages.AreMade);
        Assert.Equal([new PageChange(new(10, 13), Closes: true)], pages.Take());
        Assert.False(pages.IsOpen(s_place));
    }

    [Fact]
    public void A_buffer_in_the_place_of_one_that_was_just_returned_asks_for_nothing()
    {
        var pages = new ClosedPages();
        pages.Open(s_place);
        pages.Take();
        pages.Close(s_place);
        pages.Open(s_place);
        Assert.True(pages.AreMade);
        Assert.Empty(pages.Take());
        Assert.True(pages.IsOpen(s_place));
    }

    [Fact]
    public void One_over_pages_that_are_closed_opens_them()
    {
        var pages = new ClosedPages();
        pages.Open(s_place);
        pages.Close(s_place);
        Assert.Equal([new PageChange(new(10, 14), Closes: true)], pages.Take());
        pages.Open(new(2, FirstPage: 12, PageCount: 6, Bytes: 1));
        Assert.Equal([new PageChange(new(12, 14), Closes: false), new PageChange(new(17, 18), Closes: true)], pages.Take());
    }

    [Fact]
    public void What_could_not_be_closed_stays_open_and_is_not_tried_again()
    {
        var pages = new ClosedPages();
        pages.Open(s_place);
        pages.GiveUp(Assert.Single(pages.Take()));
        Assert.False(pages.IsOpen(s_place));
        Assert.Empty(pages.Take());
        pages.Close(s_place);
        Assert.Equal([new PageChange(new(10, 14), Closes: true)], pages.Take());
    }
}
