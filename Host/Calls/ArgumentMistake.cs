namespace FfiIsolation.Calls;

/// <summary>Makes the exceptions for arguments that do not fit: each names the function, the argument and its type.</summary>
internal static class ArgumentMistake
{
    public static ArgumentException Count(Prototype prototype, int given) =>
        new($"{prototype.Name} takes {(prototype.IsVariadic ? "at least " : "")}{Plural(prototype.Parameters.Length)}, and {given} {(given == 1 ? "was" : "were")} given: {prototype}"
            + (given == 0 ? $"; the null pointer is passed as {nameof(NativePointer)}.{nameof(NativePointer.Null)}" : ""));

    public static ArgumentException Type(Prototype prototype, Parameter parameter, NativeArgument argument, string why) =>
        new(Describe(prototype, parameter, argument, why), NameOf(parameter));

    public static ArgumentOutOfRangeException Range(Prototype prototype, Parameter parameter, NativeArgument argument, string why) =>
        new(NameOf(parameter), argument.ToString(), Describe(prototype, parameter, argument, why));

    public static ArgumentNullException Null(Prototype prototype, Parameter parameter, NativeArgument argument) =>
        new(NameOf(parameter), Describe(prototype, parameter, argument, "the prototype says nonnull"));

    /// <summary>The parameter as messages and reports call it.</summary>
    public static string NameOf(Parameter parameter) => parameter.Name ?? $"arg{parameter.Index + 1}";

    private static string Describe(Prototype prototype, Parameter parameter, NativeArgument argument, string why) =>
        $"{prototype.Name}: argument {parameter.Index + 1} '{parameter}' cannot be {argument}: {why}.";

    private static string Plural(int count) => count switch
    {
        0 => "no arguments",
        1 => "1 argument",
        _ => $"{count} arguments",
    };
}
