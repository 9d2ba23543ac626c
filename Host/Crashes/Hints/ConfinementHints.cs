namespace FfiIsolation.Crashes.Hints;

/// <summary>What the library was refused before: code that does not expect an error there goes on without what it needs.</summary>
internal static class ConfinementHints
{
    public static IEnumerable<string> Of(HintScene scene)
    {
        if (scene.Evidence.Facts.RefusedActions is [.., var last] && scene.Evidence.Blame is CrashBlame.Call or CrashBlame.LibraryThread)
        {
            yield return $"Before, in this worker, the preset {last.Preset} had refused it to {last.Action} ({last.SystemCall}); it may not have expected that.";
        }
    }
}
