using System.Text;

namespace FfiIsolation.ProcessTests.Conformance;

/// <summary>One function: its prototype, what it is called with, what C notes of that, and what it returns.</summary>
/// <param name="Extra">The types of the arguments behind the dots.</param>
/// <param name="Result">The bytes of the value that it returns.</param>
internal sealed record GeneratedFunction(Prototype Prototype, CType[] Extra, byte[][] Values, byte[] Result)
{
    /// <summary>The types of all arguments.</summary>
    public CType[] Types { get; } = [.. Prototype.Parameters.Select(parameter => parameter.Type), .. Extra];

    /// <summary>The function in C: it notes its number and the bytes of each argument, and returns its own value.</summary>
    public string Definition(int number, bool isMicrosoft)
    {
        string parameters = string.Join(", ", Prototype.Parameters.Select((parameter, i) => parameter.Type.Declare(TypeQualifiers.None, $"p{i}")));
        string attribute = isMicrosoft ? "__attribute__((ms_abi)) " : "";
        string result = Prototype.ReturnType.Declare(TypeQualifiers.None, $"{attribute}f{number}({(parameters.Length == 0 ? "void" : parameters)}{(Prototype.IsVariadic ? ", ..." : "")})");
        var text = new StringBuilder($"{result} {{ begin({number});");
        for (int i = 0; i < Prototype.Parameters.Length; i++)
        {
            text.Append($" note(&p{i}, sizeof p{i});");
        }

        if (Prototype.IsVariadic)
        {
            string prefix = isMicrosoft ? "__builtin_ms_va" : "__builtin_va";
            text.Append($" {prefix}_list list; {prefix}_start(list, p{Prototype.Parameters.Length - 1});");
            foreach (CType type in Extra)
            {
                // GCC's va_arg on a ms_va_list does not know that the convention, and GCC's own caller, pass a pointer to what is not of 1, 2, 4 or 8 bytes.
                string read = isMicrosoft && type.Size is not (1 or 2 or 4 or 8) ? $"*__builtin_va_arg(list, {type} *)" : $"__builtin_va_arg(list, {type})";
                text.Append($" {{ {type} extra = {read}; note(&extra, sizeof extra); }}");
            }

            text.Append($" {prefix}_end(list);");
        }

        if (Prototype.ReturnType is not VoidType)
        {
            text.Append($" static const unsigned char bytes[] = {{{string.Join(',', Result)}}}; {Prototype.ReturnType.Declare(TypeQualifiers.None, "value")};");
            text.Append(" memcpy(&value, bytes, sizeof bytes); return value;");
        }

        return text.AppendLine(" }").ToString();
    }

    /// <summary>What is wrong in the notes of a call and in its result.</summary>
    public IEnumerable<string> Mistakes(int number, ReadOnlyMemory<byte> notes, NativeResult result)
    {
        if (BitConverter.ToInt32(notes.Span) != number)
        {
            yield return $"{Prototype}: another function was called";
            yield break;
        }

        int at = sizeof(int);
        for (int i = 0; i < Types.Length; at += Types[i++].Size)
        {
            string found = at + Types[i].Size > notes.Length ? "nothing" : CValue.Masked(Types[i], notes.Span.Slice(at, Types[i].Size));
            string expected = CValue.Masked(Types[i], Values[i]);
            if (found != expected)
            {
                yield return $"{Prototype}: argument {i}, {Describe(Types[i])}: {found} instead of {expected}";
            }
        }

        string returned = CValue.Masked(Prototype.ReturnType, CValue.ToBytes(Prototype.ReturnType, result));
        string right = CValue.Masked(Prototype.ReturnType, Result);
        if (at != notes.Length || returned != right || result.Warning is not null)
        {
            yield return $"{Prototype}: result {Describe(Prototype.ReturnType)}: {returned} instead of {right}, {notes.Length} bytes of notes instead of {at}; {result.Warning}";
        }
    }

    private static string Describe(CType type) => type is RecordType record ? record.ToDefinition() : type.ToString();
}
