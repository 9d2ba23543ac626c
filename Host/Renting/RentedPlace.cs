namespace FfiIsolation.Renting;

/// <summary>Where a rented buffer lies in the arena of its session.</summary>
/// <param name="Number">The number of the buffer in its session, from 1.</param>
/// <param name="FirstPage">Its first page.</param>
/// <param name="PageCount">The number of its pages, the guard page included, which is the last.</param>
/// <param name="Bytes">Its length; it ends where the guard page begins.</param>
internal readonly record struct RentedPlace(int Number, long FirstPage, long PageCount, long Bytes)
{
    public long GuardPage => FirstPage + PageCount - 1;
}
