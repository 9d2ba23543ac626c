namespace FfiIsolation.ProcessTests.WrongUses;

/// <summary>What came of calls that are wrong somewhere.</summary>
internal sealed class Trial
{
    /// <summary>Of what was refused before a call.</summary>
    public string? Refusal { get; set; }

    /// <summary>Of a call that returned.</summary>
    public string? Warning { get; set; }

    /// <summary>Of a call that failed, and whose worker lives on: an overrun that was told and did no harm.</summary>
    public string? Failure { get; set; }

    /// <summary>The first of a call that crashed.</summary>
    public string? Hint { get; set; }

    public string? Told => Refusal ?? Warning ?? Failure ?? Hint;

    public bool IsSilent => Told is null;

    public string? OfRegisters => (IsWarningOfGuards ? null : Warning) ?? (IsOfRegisters ? Hint : null);

    public string? OfGuards => Failure ?? (IsWarningOfGuards ? Warning : null) ?? (IsOfGuards ? Hint : null);

    /// <summary>Of guard pages, and of storage that was taken back.</summary>
    public string? OfMemory => OfGuards ?? (IsOfStorage ? Hint : null);

    /// <summary>Of a block of a guarded heap.</summary>
    public string? OfHeap => (Hint ?? Warning) is { } told && (told.Contains(" a block of ", StringComparison.Ordinal) || told.Contains(" was given a", StringComparison.Ordinal)) ? told : null;

    /// <summary>What a report finds by other means.</summary>
    public string? OfReport => IsOfRegisters || IsOfGuards || IsOfStorage ? null : Hint;

    private bool IsOfRegisters => StartsWith("The function ") && !IsOfGuards;

    private bool IsOfGuards => StartsWith("The fault address is parameter") || StartsWith("Before that, it had run past") || StartsWith("The function had run past") || StartsWith("The function ran past");

    /// <summary>Of memory that is lent: what the function changed, or the kernel refused.</summary>
    private bool IsWarningOfGuards => Warning?.StartsWith("The function changed ", StringComparison.Ordinal) == true || Warning?.Contains(" left errno at EFAULT", StringComparison.Ordinal) == true;

    private bool IsOfStorage => StartsWith("The fault address was ");

    private bool StartsWith(string words) => Hint?.StartsWith(words, StringComparison.Ordinal) == true;
}
