using FfiIsolation.Abi;
using FfiIsolation.Images;

namespace FfiIsolation.Calls.Writers;

/// <summary>A scalar that is one word in a register or on the stack; in two registers at once where a variadic function of the Microsoft convention looks for it.</summary>
internal abstract class WordWriter : ArgumentWriter
{
    private readonly int _place;
    private readonly int? _twin;

    protected WordWriter(Prototype prototype, Parameter parameter, ArgumentPlace place)
        : base(prototype, parameter)
    {
        _place = PlaceMap.WordOf(place);
        _twin = place is TwinRegisterPlace twin ? CallImageWriter.Integer(twin.Register) : null;
    }

    public sealed override void Write(CallImageWriter image, in NativeArgument argument)
    {
        ulong? word = Convert(argument, out string why);
        if (word is not { } bits)
        {
            throw Mistake(argument, why);
        }

        image.SetWord(_place, bits);
        if (_twin is { } twin)
        {
            image.SetWord(twin, bits);
        }
    }

    /// <summary>The bits of the word, or null with the reason.</summary>
    protected abstract ulong? Convert(in NativeArgument argument, out string why);
}
