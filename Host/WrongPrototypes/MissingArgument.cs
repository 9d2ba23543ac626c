// A tell-tale value that was used, in words: what the function took from where, what the prototype declares there, and what is probably wrong with it.
using FfiIsolation.Abi;
using FfiIsolation.Calls;
using FfiIsolation.Images;

namespace FfiIsolation.WrongPrototypes;

internal static class MissingArgument
{
    private const string BehindDots = "an argument behind the dots is missing or of another kind";

    private static readonly string[] s_ordinals = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"];
    private static readonly string[] s_counts = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight"];

    /// <summary>The function used an address of <see cref="TellTales"/>.</summary>
    /// <param name="verb">What it did with what lay there: <c>wrote through</c>.</param>
    /// <param name="number">Which one.</param>
    public static string OfInteger(Prototype prototype, string verb, int number)
    {
        bool isMicrosoft = prototype.Convention == CallConvention.Microsoft;
        if (number == TellTales.OtherConvention && isMicrosoft)
        {
            return $"The function {verb} rdi or rsi, where the Microsoft convention has no argument: declare it without ms_abi.";
        }

        if (number == TellTales.Sum)
        {
            return $"The function {verb} two registers, where integer or pointer arguments go, added up, or one doubled, and {(prototype.IsVariadic ? $"the call passes none there: {BehindDots}" : $"the prototype declares none there: parameters are missing{Floating(prototype)}")}.";
        }

        if (number == TellTales.Stack)
        {
            if (prototype.IsVariadic)
            {
                return $"The function {verb} the word of the stack behind the arguments: {BehindDots}.";
            }

            string record = PointersToRecords(prototype) ? ", or it takes a struct by value where a pointer is declared" : "";
            return $"The function {verb} the word of the stack behind the arguments: it has more parameters than the prototype declares{record}.";
        }

        CallLayout layout = CallLayout.Of(prototype);
        int hidden = layout.Result is MemoryResult ? 1 : 0;
        if (number < hidden || number >= (isMicrosoft ? MicrosoftX64.RegisterCount : SystemVX64.IntegerRegisterCount))
        {
            return Unknown(verb); // no call of ours puts it there, but a worker can say anything
        }

        int declared = isMicrosoft ? prototype.Parameters.Length : layout.Arguments.Count(TakesInteger);
        Parameter[] floating = [.. prototype.Parameters.Where(parameter => parameter.Type is FloatingType && (!isMicrosoft || parameter.Index == number - hidden))];
        string kind = isMicrosoft ? "argument" : "integer or pointer argument";
        string which = layout.Arguments.Any(place => place is SplitPlace) ? $"another {kind}" : $"the {s_ordinals[number - hidden]} {kind}";
        if (prototype.IsVariadic)
        {
            return $"The function {verb} {RegisterNames.Argument(prototype.Convention, number)}, where {which} goes, and the call passes none there: {BehindDots}.";
        }

        string remedy = floating.Length switch
        {
            0 => "a parameter is missing",
            1 => $"a parameter is missing, or {Declared(floating[0])}, is an integer or a pointer",
            _ => "a parameter is missing, or one that is declared as a floating-point number is an integer or a pointer",
        };
        remedy += PointersToRecords(prototype) ? ", or a struct is taken by value where a pointer is declared" : "";
        remedy += layout.Arguments.Zip(prototype.Parameters).Any(one => one is { First: StackPlace, Second.Type: RecordType }) ? ", or a pointer is taken where a struct is declared by value" : "";
        remedy += !isMicrosoft && number == 3 && declared <= 2 ? ", or it is a function of the Microsoft convention (ms_abi)" : "";
        return $"The function {verb} {RegisterNames.Argument(prototype.Convention, number)}, where {which} goes, and the prototype declares {Count(declared)}: {remedy}.";
    }

    /// <summary>The function used a NaN of <see cref="TellTales"/>.</summary>
    public static string OfVector(Prototype prototype, string verb, int number)
    {
        CallLayout layout = CallLayout.Of(prototype);
        foreach (Parameter parameter in prototype.Parameters)
        {
            if (layout.Arguments[parameter.Index] is VectorRegisterPlace place && place.Register == number)
            {
                return $"The function took {Declared(parameter)}, for a double.";
            }
        }

        bool isMicrosoft = prototype.Convention == CallConvention.Microsoft;
        int hidden = layout.Result is MemoryResult && isMicrosoft ? 1 : 0;
        if (number < hidden || number >= (isMicrosoft ? MicrosoftX64.RegisterCount : SystemVX64.VectorRegisterCount))
        {
            return Unknown(verb);
        }

        if (prototype.IsVariadic)
        {
            return $"The function {verb} {RegisterNames.Vector(number)}, where the {s_ordinals[number - hidden]} {(isMicrosoft ? "" : "floating-point ")}argument goes, and the call passes none there: {BehindDots}.";
        }

        Parameter[] integers = [.. prototype.Parameters.Where(parameter => parameter.Type is IntegerType or EnumType or BooleanType && (!isMicrosoft || parameter.Index == number - hidden))];
        int declared = layout.Arguments.Sum(VectorsOf);
        string remedy = integers.Length switch
        {
            0 => "a parameter is missing",
            1 => $"{Declared(integers[0])}, seems to be a double",
            _ => "one that is declared as an integer seems to be a double",
        };
        return $"The function {verb} {RegisterNames.Vector(number)}, where the {s_ordinals[number - hidden]} {(isMicrosoft ? "" : "floating-point ")}argument goes, "
            + $"and the prototype declares {Count(isMicrosoft ? prototype.Parameters.Length : declared)}: {remedy}.";
    }

    private static string Floating(Prototype prototype) => prototype.Parameters.Where(parameter => parameter.Type is FloatingType).ToArray() switch
    {
        [] => "",
        [var one] => $", or {Declared(one)}, is an integer or a pointer",
        _ => ", or those that are declared as floating-point numbers are integers or pointers",
    };

    private static string Unknown(string verb) => $"The function {verb} a register that no argument fills: a parameter is missing.";

    private static bool TakesInteger(ArgumentPlace place) => place is IntegerRegisterPlace || (place is SplitPlace split && split.Pieces.Any(piece => piece.File == RegisterFile.Integer));

    private static int VectorsOf(ArgumentPlace place) => place switch
    {
        VectorRegisterPlace => 1,
        SplitPlace split => split.Pieces.Count(piece => piece.File == RegisterFile.Vector),
        _ => 0,
    };

    private static bool PointersToRecords(Prototype prototype) => prototype.Parameters.Any(parameter => parameter.Type is PointerType { Pointee: RecordType });

    private static string Count(int number) => number < s_counts.Length ? s_counts[number] : FormattableString.Invariant($"{number}");

    private static string Declared(Parameter parameter) =>
        $"{ParameterName.Of(parameter)}, declared {parameter.Type}";
}
