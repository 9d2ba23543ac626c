namespace FfiIsolation.Cli.Arguments;

/// <summary>An argument on the command line that its parameter cannot take. The message points at it.</summary>
internal sealed class ArgumentTextException : ArgumentException
{
    public ArgumentTextException(string message)
        : base(message)
    {
    }

    public ArgumentTextException(Parameter parameter, string text, string problem)
        : base($"argument {parameter.Index + 1}, {Quote(text)}, does not fit parameter {ParameterName.Of(parameter)} of type '{parameter.Type}': {problem}")
    {
    }

    // A text of any length may have been given; what identifies it is its start.
    private static string Quote(string text) => text.Length <= 60 ? $"'{text}'" : $"'{text[..57]}...'";
}
