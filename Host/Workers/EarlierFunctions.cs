using FfiIsolation.Calls;

namespace FfiIsolation.Workers;

/// <summary>Which functions have ended in a worker, over its whole life: none, one, or several. The host's own steps and the loading of libraries are not counted.</summary>
/// <param name="First">The first; null for none.</param>
/// <param name="HaveOthers">Whether there were others too.</param>
internal readonly record struct EarlierFunctions(FunctionTarget? First, bool HaveOthers)
{
    /// <summary>The function, if it was the only one.</summary>
    public FunctionTarget? Only => HaveOthers ? null : First;

    /// <summary>Whether there was no other than this one: what earlier calls left running is this one's.</summary>
    public bool AreNoneBut(FunctionTarget function) => First is null || Only?.IsSameAs(function) == true;
}
