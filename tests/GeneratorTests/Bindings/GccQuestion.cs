namespace FfiIsolation.GeneratorTests.Bindings;

/// <summary>Something that gcc and a binding must answer alike.</summary>
/// <param name="About">What is asked, for people.</param>
/// <param name="C">A statement that prints the answer in a line.</param>
/// <param name="CSharp">A statement that says it.</param>
internal sealed record GccQuestion(string About, string C, string CSharp);
