namespace FfiIsolation.Calls;

/// <summary>Where the next call whose storage is taken back begins to look for places: behind those of the calls before, whatever threads make them, so that none is used again soon. Safe from any thread.</summary>
internal sealed class PlaceRotation
{
    private int _next;

    /// <summary>Gives a call its places.</summary>
    /// <param name="places">The most that it needs.</param>
    /// <returns>The rotation of its <see cref="WindowAllocator"/>.</returns>
    public int Take(int places) => 1 + ((Interlocked.Add(ref _next, places) - places) & (int.MaxValue >> 1));
}
