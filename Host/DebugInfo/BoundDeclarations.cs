using System.Runtime.CompilerServices;
using FfiIsolation.Calls;
using FfiIsolation.Crashes;
using FfiIsolation.Headers;
using FfiIsolation.Lanes;
using FfiIsolation.Libraries;
using FfiIsolation.Supervision;

namespace FfiIsolation.DebugInfo;

/// <summary>Holds the declarations of a host against their libraries when they are bound, each once: against the library's debug information, and where that has nothing of the function, or of what frees its result, against its headers. Safe for use from many threads.</summary>
internal sealed class BoundDeclarations : IAsyncDisposable
{
    /// <summary>Characters of why nobody knows, which may have a header's own words in it.</summary>
    private const int MostReason = 4096;

    // The answer for a declaration that somebody still has; what waits is one comparison, however many bind at the same time.
    private readonly ConditionalWeakTable<FunctionTarget, Lazy<Task<DeclarationFinding?>>> _findings = [];

    private readonly DeclarationChecking _checking;
    private readonly HostHeaders _headers;
    private readonly HostEvents _events;

    private BoundDeclarations(DeclarationChecking checking, HostHeaders headers, HostEvents events) => (_checking, _headers, _events) = (checking, headers, events);

    /// <summary>By the options of a host; null where they want nothing of it, so that nothing is made for it.</summary>
    /// <param name="headers">Makes what knows the headers, which is disposed with this.</param>
    public static BoundDeclarations? Of(DeclarationChecking checking, Func<HostHeaders> headers, HostEvents events) => checking == DeclarationChecking.Off ? null : new(checking, headers(), events);

    /// <summary>Does what the host's options say where a declaration is wrong.</summary>
    /// <param name="cancellationToken">Stops waiting; the comparison goes on, for whoever binds next.</param>
    /// <exception cref="DeclarationMismatchException">It is wrong, and the options refuse such.</exception>
    public async Task CheckAsync(FunctionTarget target, CancellationToken cancellationToken)
    {
        Lazy<Task<DeclarationFinding?>> finding = _findings.GetValue(target, one => new(() => CompareAsync(one)));
        if (await finding.Value.WaitAsync(cancellationToken).ConfigureAwait(false) is { } wrong && _checking == DeclarationChecking.Refuse)
        {
            throw new DeclarationMismatchException(target.Prototype.ToString(), target.LibraryPath, wrong);
        }
    }

    /// <summary>Ends what is being read of headers.</summary>
    public ValueTask DisposeAsync() => _headers.DisposeAsync();

    private async Task<DeclarationFinding?> CompareAsync(FunctionTarget target)
    {
        // Whoever blocks his thread for it reads on that thread: it may be one of the pool's, all of which may wait as it does.
        DeclarationAnswer answer = BlockedCaller.Waits ? Check() : await Task.Run(Check).ConfigureAwait(false);
        if (answer.WhyUnchecked is { } why && target.Library is { } library)
        {
            answer = await AskHeadersAsync(library, target.Prototype, why).ConfigureAwait(false);
        }
        else if (answer.Finding is not { IsCertain: true } && await AskForDeallocatorsAsync(target.Library, target.Prototype).ConfigureAwait(false) is { } freedWrongly)
        {
            answer = new(freedWrongly);
        }

        // What may be right all the same is no reason to refuse it, nor to warn.
        DeclarationFinding? certain = answer.Finding is { IsCertain: true } finding ? finding : null;
        if (certain is { } wrong && _checking == DeclarationChecking.Warn)
        {
            _events.RaiseMismatch(target.Prototype.ToString(), wrong.ToString());
        }
        else if (answer.WhyUnchecked is { } reason)
        {
            _events.RaiseUnchecked(target.Prototype.ToString(), SafeText.Limit(SafeText.Line(reason), MostReason));
        }

        return certain;

        DeclarationAnswer Check() => DeclarationTruth.Check(target.LibraryPath, target.Prototype);
    }

    private async Task<DeclarationAnswer> AskHeadersAsync(LibraryEntry library, Prototype declared, string why)
    {
        var answer = new DeclarationAnswer(null, why);
        library.Headers = _headers;
        try
        {
            foreach (HeaderSources headers in _headers.OfFunction(library.Path, declared.Name))
            {
                answer = await headers.CompareAsync(declared, answer.WhyUnchecked!).ConfigureAwait(false);
                if (answer.WhyUnchecked is null)
                {
                    break;
                }
            }

            return answer;
        }
        catch (Exception error)
        {
            return new(null, $"{why}; its headers could not be asked: {error.Message}"); // a folder that is gone, a header that nobody thought of: no function fails to be bound for it
        }
    }

    /// <summary>What a header says against what is declared to free the result, where debug information has answered, which has nothing of that. null for nothing.</summary>
    private async Task<DeclarationFinding?> AskForDeallocatorsAsync(LibraryEntry? library, Prototype declared)
    {
        if (library is null || declared.Deallocators.IsEmpty)
        {
            return null;
        }

        try
        {
            foreach (HeaderSources headers in _headers.OfFunction(library.Path, declared.Name))
            {
                if (await headers.FindAsync(declared.Name, CancellationToken.None).ConfigureAwait(false) is { Truth: { } truth, Header: { } header })
                {
                    return DeclarationFinding.Of([.. DeclarationCheck.Compare(declared, truth, "header").Where(difference => difference.Kind == DifferenceKind.Deallocator)], truth, header);
                }
            }
        }
        catch (Exception)
        {
            // As above; and the declaration is checked without.
        }

        return null;
    }
}
