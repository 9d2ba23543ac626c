using System.Runtime.CompilerServices;
using FfiIsolation.Calls;

namespace FfiIsolation.DebugInfo;

/// <summary>Holds declarations against the library when they are bound, each once. Safe for use from many threads.</summary>
internal static class BoundDeclarations
{
    // The answer for a declaration that somebody still has; what waits is one reading, however many bind at the same time.
    private static readonly ConditionalWeakTable<FunctionTarget, Lazy<DeclarationFinding?>> s_findings = [];

    /// <summary>Does what the host's options say where a declaration is wrong.</summary>
    /// <exception cref="DeclarationMismatchException">It is wrong, and the options refuse such.</exception>
    public static async Task CheckAsync(NativeHost host, FunctionTarget target, CancellationToken cancellationToken)
    {
        var own = new Lazy<DeclarationFinding?>(() => DeclarationTruth.Check(target.LibraryPath, target.Prototype));
        Lazy<DeclarationFinding?> finding = s_findings.GetValue(target, _ => own);
        DeclarationFinding? wrong = finding.IsValueCreated ? finding.Value : await Task.Run(() => finding.Value, cancellationToken).ConfigureAwait(false);
        if (wrong is null)
        {
            return;
        }

        if (host.Options.DeclarationChecking == DeclarationChecking.Refuse)
        {
            throw new DeclarationMismatchException(target.Prototype.ToString(), target.LibraryPath, wrong);
        }

        if (ReferenceEquals(finding, own))
        {
            host.Events.RaiseMismatch(target.Prototype.ToString(), wrong.ToString());
        }
    }
}
