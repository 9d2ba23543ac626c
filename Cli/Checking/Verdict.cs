namespace FfiIsolation.Cli.Checking;

/// <summary>What came of the check of one declaration.</summary>
internal enum Verdict
{
    /// <summary>The library says the same.</summary>
    Same,

    /// <summary>It differs in what may be right all the same.</summary>
    Warned,

    /// <summary>It differs.</summary>
    Differs,

    /// <summary>The library has no such function.</summary>
    Missing,

    /// <summary>Nobody knows: there is no debug information of it.</summary>
    Unchecked,
}
