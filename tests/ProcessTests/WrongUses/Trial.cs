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

    public string? OfRegisters => Warning ?? (IsOfRegisters ? Hint : null);

    public string? OfGuards => Failure ?? (IsOfGuards ? Hint : null);

    /// <summary>Of guard pages, and of storage that was taken back.</summary>
    public string? OfMemory => OfGuards ?? (IsOfStorage ? Hint : null);

    /// <summary>Of a block of a guarded heap.</summary>
    public string? OfHeap => Hint is { } hint && (hint.Contains(" a block of ", StringComparison.Ordinal) || hint.Contains(" was given a", StringComparison.Ordinal)) ? hint : null;

    /// <summary>What a report finds by other means.</summary>
    public string? OfReport => IsOfRegisters || IsOfGuards || IsOfStorage ? null : Hint;

    private bool IsOfRegisters => StartsWith("The function ") && !IsOfGuards;

    private bool IsOfGuards => StartsWith("The fault address is parameter") || StartsWith("Before that, it had run past") || StartsWith("The function ran past");

    private bool IsOfStorage => StartsWith("The fault address was ");

    private bool StartsWith(string words) => Hint?.StartsWith(words, StringComparison.Ordinal) == true;
}
