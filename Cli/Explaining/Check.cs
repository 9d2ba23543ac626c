namespace FfiIsolation.Cli.Explaining;

/// <summary>Something that is looked at before or after a call, or done with what crosses.</summary>
/// <param name="Subject">The parameter, <c>result</c>, or <c>call</c>.</param>
/// <param name="Text">What is done, in a phrase without a full stop.</param>
internal sealed record Check(string Subject, string Text)
{
    public const string Result = "result", Call = "call";
}
