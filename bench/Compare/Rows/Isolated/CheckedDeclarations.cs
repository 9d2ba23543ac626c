using FfiIsolation.Compare.Children;

namespace FfiIsolation.Compare.Rows.Isolated;

/// <summary>Hosts that hold declarations against what a library, or its header, says.</summary>
internal static class CheckedDeclarations
{
    public static NativeHostOptions ByDebugInformation { get; } = new() { DeclarationChecking = DeclarationChecking.Refuse };

    public static NativeHostOptions ByHeader { get; } = ByDebugInformation with { Headers = [new LibraryHeader(Places.SilentTargets, Places.TargetsHeader)] };

    /// <summary>Sees to it that a wrong declaration is refused: else nothing is held against anything, and there is nothing to measure.</summary>
    /// <exception cref="RowUnavailableException">It is not.</exception>
    public static void ThrowIfUnchecked(IsolatedLibrary library, string wrong, bool byHeader)
    {
        try
        {
            library.Function(wrong);
        }
        catch (DeclarationMismatchException mismatch) when (mismatch.HeaderPath is not null == byHeader)
        {
            return;
        }

        throw new RowUnavailableException($"'{wrong}' is not refused, so nothing holds declarations against {(byHeader ? "the header: libclang is missing, or cannot read it" : "the library")}");
    }
}
