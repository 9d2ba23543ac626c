namespace FfiIsolation.DebugInfo;

/// <summary>What was found so far.</summary>
/// <param name="whose">Whose word a declaration is held against: the library's, or its header's.</param>
internal sealed class Differences(string whose) : List<Difference>
{
    public string Whose => whose;

    public void Add(DifferenceKind kind, string text, bool isWarning = false) => Add(new Difference(kind, text, isWarning));
}
