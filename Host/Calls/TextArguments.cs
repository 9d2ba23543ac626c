using System.Text;
using FfiIsolation.Members;

namespace FfiIsolation.Calls;

/// <summary>The text of a call whose function has an encoding of its own, as bytes.</summary>
internal static class TextArguments
{
    /// <exception cref="ArgumentException">The encoding cannot express a text; says which character, at which index.</exception>
    public static NativeArgument[] Encode(Prototype prototype, ReadOnlySpan<NativeArgument> arguments, Encoding encoding)
    {
        NativeArgument[] encoded = arguments.ToArray();
        int unit = NativeText.UnitOf(encoding);
        for (int i = 0; i < encoded.Length; i++)
        {
            Parameter? parameter = i < prototype.Parameters.Length ? prototype.Parameters[i] : null;
            bool isText = parameter is null ? unit == 1 : parameter.Type is PointerType { Pointee: IntegerType { IsCharacter: true } character } && character.Size == unit;
            if (encoded[i].Kind == NativeArgumentKind.Text && isText)
            {
                byte[] bytes = CharacterText.Encode(encoded[i].Text, NativeText.Strict(encoding), unit, out string problem)
                    ?? throw ArgumentMistake.Type(prototype, parameter ?? VariadicType.ParameterOf(i, prototype.ReturnType), encoded[i], problem);
                encoded[i] = NativeBuffer.In<byte>([.. bytes, .. new byte[unit]]);
            }
        }

        return encoded;
    }
}
