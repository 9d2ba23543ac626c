using FfiIsolation.Abi;
using FfiIsolation.Images;

namespace FfiIsolation.Calls.Writers;

/// <summary>A scalar that is one word in a register or on the stack; in two registers at once where a variadic function of the Microsoft convention looks for it.</summary>
internal abstract class WordWriter : ArgumentWriter
{
    private readonly int _place;
    private readonly int? _twin;
    private readonly NativeArgumentKind _exactKind;
    private readonly int _exactWidth;
    private readonly ulong _above;

    /// <param name="exactKind">The kind of argument whose bits are those of the word, whatever its value; <see cref="NativeArgumentKind.Nothing"/> for none.</param>
    /// <param name="exactWidth">Of an integer: up to this many bytes.</param>
    /// <param name="above">What is put into the bits above the value, where that does not use them.</param>
    protected WordWriter(Prototype prototype, Parameter parameter, ArgumentPlace place, NativeArgumentKind exactKind = NativeArgumentKind.Nothing, int exactWidth = 0, ulong above = 0)
        : base(prototype, parameter)
    {
        _place = PlaceMap.WordOf(place);
        _exactKind = exactKind;
        _exactWidth = exactWidth;
        _above = above;
        _twin = place is TwinRegisterPlace twin ? CallImageWriter.Integer(twin.Register) : null;
    }

    public sealed override void Write(CallImageWriter image, in NativeArgument argument)
    {
        bool isExact = argument.Kind == _exactKind && argument.Width <= _exactWidth && _exactKind != NativeArgumentKind.Nothing;
        ulong bits = (isExact ? argument.Bits : Converted(argument)) | _above;
        image.SetWord(_place, bits);
        if (_twin is { } twin)
        {
            image.SetWord(twin, bits);
        }
    }

    private ulong Converted(in NativeArgument argument) => Convert(argument, out string why) ?? throw Mistake(argument, why);

    /// <summary>The bits of the word, or null with the reason.</summary>
    protected abstract ulong? Convert(in NativeArgument argument, out string why);
}
