namespace FfiIsolation.Cli.Doctor;

/// <summary>One thing that the doctor looked at.</summary>
/// <param name="Subject">What.</param>
/// <param name="Text">How it is.</param>
/// <param name="IsGood">Whether it is as it should be.</param>
internal sealed record Finding(string Subject, string Text, bool IsGood = true);
