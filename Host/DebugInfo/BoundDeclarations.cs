using System.Runtime.CompilerServices;
using FfiIsolation.Calls;
using FfiIsolation.Crashes;
using FfiIsolation.Headers;
using FfiIsolation.Libraries;
using FfiIsolation.Supervision;

namespace FfiIsolation.DebugInfo;

/// <summary>Holds the declarations of a host against their libraries when they are bound, each once: against the library's debug information, and where that has nothing of the function, against its headers. Safe for use from many threads.</summary>
internal sealed class BoundDeclarations(DeclarationChecking checking, HostHeaders headers, HostEvents events)
{
    /// <summary>Characters of why nobody knows, which may have a header's own words in it.</summary>
    private const int MostReason = 4096;

    // The answer for a declaration that somebody still has; what waits is one comparison, however many bind at the same time.
    private readonly ConditionalWeakTable<FunctionTarget, Lazy<Task<DeclarationFinding?>>> _findings = [];

    /// <summary>Does what the host's options say where a declaration is wrong.</summary>
    /// <param name="cancellationToken">Stops waiting; the comparison goes on, for whoever binds next.</param>
    /// <exception cref="DeclarationMismatchException">It is wrong, and the options refuse such.</exception>
    public Task CheckAsync(FunctionTarget target, CancellationToken cancellationToken) =>
        checking == DeclarationChecking.Off ? Task.CompletedTask : CheckOnceAsync(target, cancellationToken);

    private async Task CheckOnceAsync(FunctionTarget target, CancellationToken cancellationToken)
    {
        Lazy<Task<DeclarationFinding?>> finding = _findings.GetValue(target, one => new(() => CompareAsync(one)));
        if (await finding.Value.WaitAsync(cancellationToken).ConfigureAwait(false) is { } wrong && checking == DeclarationChecking.Refuse)
        {
            throw new DeclarationMismatchException(target.Prototype.ToString(), target.LibraryPath, wrong);
        }
    }

    private async Task<DeclarationFinding?> CompareAsync(FunctionTarget target)
    {
        DeclarationAnswer answer = await Task.Run(() => DeclarationTruth.Check(target.LibraryPath, target.Prototype)).ConfigureAwait(false);
        if (answer.WhyUnchecked is { } why && target.Library is { } library)
        {
            answer = await AskHeadersAsync(library, target.Prototype, why).ConfigureAwait(false);
        }

        // What may be right all the same is no reason to refuse it, nor to warn.
        DeclarationFinding? certain = answer.Finding is { IsCertain: true } finding ? finding : null;
        if (certain is { } wrong && checking == DeclarationChecking.Warn)
        {
            events.RaiseMismatch(target.Prototype.ToString(), wrong.ToString());
        }
        else if (answer.WhyUnchecked is { } reason)
        {
            events.RaiseUnchecked(target.Prototype.ToString(), SafeText.Limit(SafeText.Line(reason), MostReason));
        }

        return certain;
    }

    private async Task<DeclarationAnswer> AskHeadersAsync(LibraryEntry library, Prototype declared, string why)
    {
        try
        {
            return (library.Headers ??= headers.Of(library.Path)) is { } sources ? await sources.CompareAsync(declared, why).ConfigureAwait(false) : new(null, why);
        }
        catch (Exception error)
        {
            return new(null, $"{why}; its headers could not be asked: {error.Message}"); // a folder that is gone, a header that nobody thought of: no function fails to be bound for it
        }
    }
}
