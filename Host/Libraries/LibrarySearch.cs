namespace FfiIsolation.Libraries;

/// <summary>What a search found. <paramref name="PassedOver"/> goes into the error when no candidate can be loaded.</summary>
/// <param name="Candidates">For <c>dlopen</c>, best first: full paths, or at the very last a bare soname that only the loader's cache may know.</param>
/// <param name="PassedOver">Every path looked at that is no candidate, with the reason, in the order of looking.</param>
internal sealed record LibrarySearch(IReadOnlyList<string> Candidates, IReadOnlyList<PassedOverPath> PassedOver);

internal readonly record struct PassedOverPath(string Path, string Reason)
{
    public override string ToString() => $"{Path}: {Reason}";
}
